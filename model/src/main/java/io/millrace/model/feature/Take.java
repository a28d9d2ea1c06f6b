package io.millrace.model.feature;

/** What is taken from an entity's history. Times are in hours, rates in [0, 1]; NaN = unknown. */
public enum Take {
  /** Events of the entity within the window before this one. */
  COUNT(Of.EVENTS, true, false),
  SUM(Of.EVENTS, true, true),
  MEAN(Of.EVENTS, true, true),
  MIN(Of.EVENTS, true, true),
  MAX(Of.EVENTS, true, true),
  /** This event's number over the mean of the window before it. */
  RATIO(Of.EVENTS, true, true),
  /** This event's number less the window's mean, over the window's standard deviation. */
  ZSCORE(Of.EVENTS, true, true),
  /** Hours since the entity's event before this one. */
  SINCE_LAST(Of.EVENTS, false, false),
  /** Labels that became known within the window. */
  LABEL_COUNT(Of.LABELS, true, false),
  /** Positive labels that became known within the window. */
  POSITIVE_COUNT(Of.LABELS, true, false),
  /** Share of positives among the labels that became known within the window. */
  LABEL_RATE(Of.LABELS, true, false),
  /** How many positives in a row the newest labels are. */
  LABEL_STREAK(Of.LABELS, false, false),
  /** Hours since the first label of the current streak of positives was known. */
  LABEL_STREAK_AGE(Of.LABELS, false, false),
  /** Hours since the last positive label was known. */
  SINCE_LAST_POSITIVE(Of.LABELS, false, false),
  /** Hours since the last negative label was known. */
  SINCE_LAST_NEGATIVE(Of.LABELS, false, false),
  /** Hours since the last label of either kind was known. */
  SINCE_LAST_LABEL(Of.LABELS, false, false),
  /** This event's number over what is usual for the entity: its mean without outliers. */
  USUAL_RATIO(Of.OUTLIERS, false, true),
  /** This event's number less the usual mean, over the usual deviation. */
  USUAL_ZSCORE(Of.OUTLIERS, false, true),
  /** Outliers of the entity within the window before this event. */
  OUTLIER_COUNT(Of.OUTLIERS, true, true),
  /** The highest ratio to what was usual among the outliers of the window. */
  OUTLIER_MAX(Of.OUTLIERS, true, true),
  /** Outliers whose positive label became known within the window. */
  OUTLIER_POSITIVE_COUNT(Of.OUTLIERS, true, true),
  /** How many different texts the events of the window had in a field. */
  DISTINCT(Of.TEXTS, true, false),
  /** 1 if no event of the window had this event's text, else 0. */
  FIRST_TIME(Of.TEXTS, true, false),
  /** Events of the entity, each worth half after every window that has passed since. */
  DECAYED_COUNT(Of.DECAYS, true, false),
  /** The sum of a number, each event of the entity weighing so. */
  DECAYED_SUM(Of.DECAYS, true, true),
  /** The mean of a number, each event of the entity weighing so. */
  DECAYED_MEAN(Of.DECAYS, true, true),
  /** This event's number over that mean. */
  DECAYED_RATIO(Of.DECAYS, true, true);

  /** Which part of the history knows. */
  private enum Of {
    EVENTS,
    LABELS,
    OUTLIERS,
    TEXTS,
    DECAYS
  }

  private final Of of;
  private final boolean windowed;
  private final boolean ofNumber;

  Take(Of of, boolean windowed, boolean ofNumber) {
    this.of = of;
    this.windowed = windowed;
    this.ofNumber = ofNumber;
  }

  /** Whether it is taken over each window of the entity (else once). */
  public boolean windowed() {
    return windowed;
  }

  /** Whether it speaks of a number of the event, as in {@code mean(amount)}. */
  public boolean ofNumber() {
    return ofNumber;
  }

  /** Whether it speaks of a text of the event, as in {@code distinct(country)}. */
  public boolean ofText() {
    return of == Of.TEXTS;
  }

  /** Whether it speaks of what is usual for the entity, or of its outliers. */
  public boolean ofOutliers() {
    return of == Of.OUTLIERS;
  }

  /** Whether it comes from what labels said, not from events. */
  public boolean ofLabels() {
    return of == Of.LABELS;
  }

  /** Whether labels must be told to the entity for it. */
  public boolean needsLabels() {
    return ofLabels() || ofOutliers();
  }

  /** Whether it comes from the entity's events themselves, which then are kept. */
  boolean ofEvents() {
    return of == Of.EVENTS;
  }

  /** Whether it comes from decayed sums. */
  boolean ofDecays() {
    return of == Of.DECAYS;
  }
}
