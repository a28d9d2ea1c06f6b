package io.millrace.model.drift;

import java.util.Locale;

/**
 * The detectors that may watch the quality of a learner, and what each is shown: {@code
 * drift.detector} of a pipeline file.
 *
 * <p>Those of blocks see the logarithm of the mean log loss of {@value QualityDrift#BLOCK}
 * examples: what counts is by how many times it rose. The others see every example by itself, as
 * their papers do.
 */
public enum QualityDetector {
  ADWIN(Shown.BLOCK),
  PAGE_HINKLEY(Shown.BLOCK),
  KSWIN(Shown.BLOCK),
  HDDM_A(Shown.BRIER),
  HDDM_W(Shown.BRIER),
  DDM(Shown.ERROR);

  private static final long SEED = 1;

  /** Of the newest example: some thousand of them count, as in a few blocks. */
  private static final double WEIGHT = 0.001;

  /** The most that a check of ADWIN may err, whatever was asked for. */
  private static final double MOST_DELTA = 0.2;

  private final Shown shown;

  /** What a detector is shown. */
  enum Shown {
    /** The logarithm of a block's mean log loss. */
    BLOCK,
    /** The squared error of an example's probability, in [0, 1]. */
    BRIER,
    /** Whether the more probable class was the wrong one: 0 or 1. */
    ERROR
  }

  QualityDetector(Shown shown) {
    this.shown = shown;
  }

  /** The word of {@code detector:}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the expected number of examples between two false alarms can be set. */
  public boolean hasRunLength() {
    return shown != Shown.ERROR;
  }

  Shown shown() {
    return shown;
  }

  /**
   * @param every least expected examples between two false alarms; of no meaning without {@link
   *     #hasRunLength}
   */
  DriftDetector create(double every) {
    double blocks = every / QualityDrift.BLOCK;
    return switch (this) {
      // Checked at every block: each check may err with the probability delta.
      case ADWIN -> new Adwin(Math.min(MOST_DELTA, 1 / blocks), 1);
      case PAGE_HINKLEY -> new Standardized(PageHinkley.withRunLength(blocks, 1));
      case KSWIN -> Kswin.withRunLength(blocks, SEED);
      case HDDM_A -> HddmA.withRunLength(every);
      case HDDM_W -> new HddmW(1 / every, WEIGHT);
      case DDM -> new Ddm();
    };
  }
}
