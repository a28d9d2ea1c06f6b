package io.millrace.model.metric;

import io.millrace.model.learner.Sigmoid;

/**
 * Cuts scores in [0, 1] into bins of equal width on the scale of log odds, from -16 to +16; what
 * lies beyond falls into the outermost bins. Rare positives crowd near 0 on the probability scale;
 * here they spread out.
 */
public final class LogitScale {
  /** Log odds at the upper end of the scale, a score of 1 - 1.1e-7. */
  public static final int REACH = 16;

  private final int perLogit;

  /** A scale of 32 * {@code perLogit} bins. */
  public LogitScale(int perLogit) {
    this.perLogit = perLogit;
  }

  public int bins() {
    return 2 * REACH * perLogit;
  }

  /**
   * The bin of a score, from 0 to {@link #bins()} - 1.
   *
   * @throws IllegalArgumentException if the score is not in [0, 1]
   */
  public int binOf(double score) {
    double odds = LogLoss.requireProbability(score) / (1 - score);
    double place = (StrictMath.log(odds) + REACH) * perLogit;
    return (int) Math.max(0, Math.min(bins() - 1, place));
  }

  /** The lowest score of a bin; of {@link #bins()}: the upper end of the scale. */
  public double lowerEdge(int bin) {
    return Sigmoid.of((double) bin / perLogit - REACH);
  }
}
