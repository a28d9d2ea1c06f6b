package io.millrace.model.champion;

import io.millrace.model.calibrate.Calibration;

/**
 * What is made of the learners' raw scores: how they become probabilities, and when another learner
 * takes over.
 */
public record Serving(Calibration calibrate, Promotion promote) {
  /** Raw scores are probabilities, and evidence promotes. */
  public static final Serving DEFAULT = new Serving(Calibration.NONE, Promotion.DEFAULT);
}
