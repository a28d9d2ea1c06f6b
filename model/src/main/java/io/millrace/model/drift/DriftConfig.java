package io.millrace.model.drift;

/**
 * What watches the quality of the learner that serves, and what is done where it drifts: {@code
 * drift:} of a pipeline file.
 *
 * @param every least expected examples between two false episodes, 10,000 to 1e12; {@link
 *     #DEFAULT_EVERY} of a detector that has no such setting
 */
public record DriftConfig(QualityDetector detector, long every, Reaction reaction) {
  public static final long DEFAULT_EVERY = 1_000_000;

  /**
   * @throws IllegalArgumentException naming the key, the value found and what was expected
   */
  public DriftConfig {
    if (!(every >= 10_000 && every <= 1_000_000_000_000L)) {
      throw new IllegalArgumentException(
          "drift.every = " + every + ", expected 10000 to 1000000000000; start at 1000000");
    }
    if (!detector.hasRunLength() && every != DEFAULT_EVERY) {
      throw new IllegalArgumentException(
          "drift.every = "
              + every
              + ", expected no such key beside "
              + detector.word()
              + ", whose false alarms cannot be set; take adwin to say how many there may be");
    }
  }

  /** Nothing is done. */
  public DriftConfig(QualityDetector detector, long every) {
    this(detector, every, Reaction.NONE);
  }

  /** The settings as one line of text; equal settings, equal text. */
  public String canonical() {
    return "detector="
        + detector.word()
        + (detector.hasRunLength() ? " every=" + every : "")
        + reaction.canonical();
  }
}
