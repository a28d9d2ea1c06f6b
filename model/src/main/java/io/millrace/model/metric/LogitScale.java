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
  private final double[] edges;

  /** A scale of 32 * {@code perLogit} bins; holds 256 * {@code perLogit} bytes. */
  public LogitScale(int perLogit) {
    this.perLogit = perLogit;
    edges = new double[2 * REACH * perLogit + 1];
    for (int bin = 0; bin < edges.length; bin++) {
      edges[bin] = Sigmoid.of((double) bin / perLogit - REACH);
    }
  }

  public int bins() {
    return edges.length - 1;
  }

  /**
   * The bin of a score, from 0 to {@link #bins()} - 1: the last whose lower edge is not above it.
   *
   * @throws IllegalArgumentException if the score is not in [0, 1]
   */
  public int binOf(double score) {
    double odds = LogLoss.requireProbability(score) / (1 - score);
    int last = bins() - 1;
    // Math.log may differ in its last bit between machines; the edges settle where that matters.
    int bin = (int) Math.max(0, Math.min(last, (Math.log(odds) + REACH) * perLogit));
    while (bin > 0 && score < edges[bin]) {
      bin--;
    }
    while (bin < last && score >= edges[bin + 1]) {
      bin++;
    }
    return bin;
  }

  /** The lowest score of a bin; of {@link #bins()}: the upper end of the scale. */
  public double lowerEdge(int bin) {
    return edges[bin];
  }
}
