package io.millrace.model.evaluate;

import io.millrace.model.metric.Brier;
import io.millrace.model.metric.LogLoss;

/**
 * The baseline of every report: a model that knows nothing of an event and says the share of
 * positives among all examples learnt before it. It ranks nothing: its AUC is 0.5 and its average
 * precision the share of positives, whoever measures. What is worth having beats it.
 *
 * <p>O(1) time and state.
 */
public final class ConstantRate {
  private long events;
  private long positives;
  private double logLoss;
  private double brier;

  /**
   * What it says after so many examples: half a positive and half a negative more than were learnt,
   * so that it is never sure (the estimate of Krichevsky and Trofimov 1981).
   */
  public static double rate(long positives, double examples) {
    return (positives + 0.5) / (examples + 1.0);
  }

  /**
   * What it reaches where it says the very share of positives that there turn out to be: the least
   * that one number for all can lose, in nats the entropy of the share.
   *
   * @param share of positives, 0 to 1; NaN where nothing was measured
   */
  public static Result inHindsight(double share) {
    double rest = 1 - share;
    return new Result(0.5, share, surprise(share) + surprise(rest), share * rest);
  }

  private static double surprise(double share) {
    return share == 0 ? 0 : -share * StrictMath.log(share);
  }

  /**
   * One event of the period measured.
   *
   * @param rate what the model said of it, in (0, 1)
   */
  public void add(double rate, boolean positive) {
    events++;
    positives += positive ? 1 : 0;
    logLoss += LogLoss.of(rate, positive);
    brier += Brier.of(rate, positive);
  }

  public Result result() {
    return new Result(0.5, (double) positives / events, logLoss / events, brier / events);
  }

  /**
   * NaN without an event.
   *
   * @param logLoss nats an event
   */
  public record Result(double aucRoc, double averagePrecision, double logLoss, double brier) {}
}
