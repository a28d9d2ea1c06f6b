package io.millrace.model.metric;

/**
 * The Brier score of one example: the squared distance of the probability from what happened, in
 * [0, 1], 0 is best.
 *
 * <p>G. W. Brier, Verification of forecasts expressed in terms of probability, Monthly Weather
 * Review 78 (1950) 1-3.
 */
public final class Brier {
  private Brier() {}

  public static double of(double probability, boolean positive) {
    double error = (positive ? 1 : 0) - LogLoss.requireProbability(probability);
    return error * error;
  }
}
