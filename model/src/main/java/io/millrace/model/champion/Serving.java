package io.millrace.model.champion;

import io.millrace.model.calibrate.Calibration;
import io.millrace.model.calibrate.PriorShift;
import io.millrace.model.drift.DriftConfig;

/**
 * What is made of the learners' raw scores: how they become probabilities, when another learner
 * takes over, and what watches whether they become worse.
 *
 * @param follow over how many examples the base rate is followed by which probabilities are moved,
 *     100 to 50,000; 0 where they are not
 * @param drift null where nothing watches
 */
public record Serving(Calibration calibrate, int follow, Promotion promote, DriftConfig drift) {
  /** Raw scores are probabilities, evidence promotes, and nothing watches. */
  public static final Serving DEFAULT = new Serving(Calibration.NONE, Promotion.DEFAULT);

  /**
   * @throws IllegalArgumentException naming the key, the value found and what was expected
   */
  public Serving {
    if (follow != 0 && !(follow >= PriorShift.LEAST && follow <= PriorShift.MOST)) {
      throw new IllegalArgumentException(
          "prior.follow = "
              + follow
              + ", expected "
              + PriorShift.LEAST
              + " to "
              + PriorShift.MOST
              + " examples; start at 5000");
    }
    if (follow != 0 && calibrate == Calibration.NONE) {
      throw new IllegalArgumentException(
          "prior.follow = "
              + follow
              + " with calibrate = none, expected platt or isotonic: the base rate is compared with"
              + " the one that the calibrator has learnt");
    }
  }

  /** Nothing watches the quality. */
  public Serving(Calibration calibrate, int follow, Promotion promote) {
    this(calibrate, follow, promote, null);
  }

  /** One that follows no base rate. */
  public Serving(Calibration calibrate, Promotion promote, DriftConfig drift) {
    this(calibrate, 0, promote, drift);
  }

  /** The same, and nothing watches the quality. */
  public Serving(Calibration calibrate, Promotion promote) {
    this(calibrate, 0, promote, null);
  }

  /** What makes probabilities of raw scores, in words: equal where the same is made of the same. */
  public String calibration() {
    return calibrate.word() + (follow == 0 ? "" : " follow=" + follow);
  }
}
