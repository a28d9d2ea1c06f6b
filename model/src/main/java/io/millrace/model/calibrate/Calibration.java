package io.millrace.model.calibrate;

import java.util.Locale;

/** How raw scores become probabilities: {@code calibrate:} of a pipeline file. */
public enum Calibration {
  /** A probability is the raw score. */
  NONE,
  /** A line over the log odds: {@link PlattCalibrator}. */
  PLATT,
  /** A rising staircase: {@link IsotonicCalibrator}. */
  ISOTONIC;

  /** As the pipeline file says it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One that has learnt nothing; null for {@link #NONE}. */
  public Calibrator create() {
    return switch (this) {
      case NONE -> null;
      case PLATT -> new PlattCalibrator();
      case ISOTONIC -> new IsotonicCalibrator();
    };
  }
}
