package io.millrace.model.metric;

/**
 * Logarithmic loss of a probability in nats: -ln(probability given to what happened), 0 and up.
 *
 * <p>Probabilities are clipped to [1e-15, 1 - 1e-15], so one certain and wrong answer costs 34.5
 * nats and not infinity. A constant guess of the positive rate r costs the entropy of r: what a
 * useful model must stay below.
 */
public final class LogLoss {
  /** How near to 0 and 1 a probability may come. */
  public static final double CLIP = 1e-15;

  private LogLoss() {}

  /** The loss of one example, nats. */
  public static double of(double probability, boolean positive) {
    double p = Math.min(1 - CLIP, Math.max(CLIP, requireProbability(probability)));
    // Not Math.log: the replica's windows sum this loss, and replicas are equal to the last bit.
    return -NaturalLog.of(positive ? p : 1 - p);
  }

  static double requireProbability(double probability) {
    if (probability >= 0 && probability <= 1) {
      return probability;
    }
    throw new IllegalArgumentException(
        "probability = " + probability + ", expected 0 to 1: pass the probability, not the logit");
  }
}
