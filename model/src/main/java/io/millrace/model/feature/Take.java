package io.millrace.model.feature;

/** What is taken from an entity's history. Times are in hours, rates in [0, 1]; NaN = unknown. */
public enum Take {
  /** Events of the entity within the window before this one. */
  COUNT(true, false, false),
  SUM(true, true, false),
  MEAN(true, true, false),
  MIN(true, true, false),
  MAX(true, true, false),
  /** This event's number over the mean of the window before it. */
  RATIO(true, true, false),
  /** This event's number less the window's mean, over the window's standard deviation. */
  ZSCORE(true, true, false),
  /** Hours since the entity's event before this one. */
  SINCE_LAST(false, false, false),
  /** Labels that became known within the window. */
  LABEL_COUNT(true, false, true),
  /** Positive labels that became known within the window. */
  POSITIVE_COUNT(true, false, true),
  /** Share of positives among the labels that became known within the window. */
  LABEL_RATE(true, false, true),
  /** How many positives in a row the newest labels are. */
  LABEL_STREAK(false, false, true),
  /** Hours since the first label of the current streak of positives was known. */
  LABEL_STREAK_AGE(false, false, true),
  /** Hours since the last positive label was known. */
  SINCE_LAST_POSITIVE(false, false, true),
  /** Hours since the last negative label was known. */
  SINCE_LAST_NEGATIVE(false, false, true),
  /** Hours since the last label of either kind was known. */
  SINCE_LAST_LABEL(false, false, true),
  /** This event's number over what is usual for the entity: its mean without outliers. */
  USUAL_RATIO(false, true, false, true),
  /** This event's number less the usual mean, over the usual deviation. */
  USUAL_ZSCORE(false, true, false, true),
  /** Outliers of the entity within the window before this event. */
  OUTLIER_COUNT(true, true, false, true),
  /** The highest ratio to what was usual among the outliers of the window. */
  OUTLIER_MAX(true, true, false, true),
  /** Outliers whose positive label became known within the window. */
  OUTLIER_POSITIVE_COUNT(true, true, false, true);

  private final boolean windowed;
  private final boolean ofNumber;
  private final boolean ofLabels;
  private final boolean ofOutliers;

  Take(boolean windowed, boolean ofNumber, boolean ofLabels) {
    this(windowed, ofNumber, ofLabels, false);
  }

  Take(boolean windowed, boolean ofNumber, boolean ofLabels, boolean ofOutliers) {
    this.windowed = windowed;
    this.ofNumber = ofNumber;
    this.ofLabels = ofLabels;
    this.ofOutliers = ofOutliers;
  }

  /** Whether it is taken over each window of the entity (else once). */
  public boolean windowed() {
    return windowed;
  }

  /** Whether it speaks of a number of the event, as in {@code mean(amount)}. */
  public boolean ofNumber() {
    return ofNumber;
  }

  /** Whether it speaks of what is usual for the entity, or of its outliers. */
  public boolean ofOutliers() {
    return ofOutliers;
  }

  /** Whether labels must be told to the entity for it. */
  public boolean needsLabels() {
    return ofLabels || ofOutliers;
  }

  /** Whether it comes from what labels said, not from events. */
  public boolean ofLabels() {
    return ofLabels;
  }
}
