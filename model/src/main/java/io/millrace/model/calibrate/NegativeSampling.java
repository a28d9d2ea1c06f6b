package io.millrace.model.calibrate;

/**
 * What learning from a sample of the negatives does to probabilities. A learner that sees all
 * positives and each negative with probability b, unweighted, says {@code s = p / (p + b (1 - p))}
 * where p is right. (With weight 1/b for each negative kept, it says p, and nothing is to be
 * corrected.)
 *
 * <p>A. Dal Pozzolo et al., Calibrating probability with undersampling for unbalanced
 * classification, IEEE SSCI 2015, section III.
 */
public final class NegativeSampling {
  private NegativeSampling() {}

  /**
   * The probability among all events: {@code b s / ((b - 1) s + 1)}.
   *
   * @param sampled what a model of the sample says, in [0, 1]
   * @param kept share of the negatives that it saw, b; above 0, at most 1
   */
  public static double corrected(double sampled, double kept) {
    if (!(kept > 0 && kept <= 1)) {
      throw new IllegalArgumentException(
          "share of negatives kept = " + kept + ", expected above 0, at most 1");
    }
    return kept * sampled / ((kept - 1) * sampled + 1);
  }
}
