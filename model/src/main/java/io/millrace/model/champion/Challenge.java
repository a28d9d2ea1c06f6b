package io.millrace.model.champion;

import io.millrace.model.metric.Brier;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * How one challenger does beside the champion, over the examples that both had scored when they
 * came: Brier losses of the calibrated probabilities, alerts, and the evidence that the
 * challenger's loss is lower by more than the margin.
 *
 * <p>Cost: that of {@link Bets}.
 */
public final class Challenge {
  /** Examples after which a loss or an alert counts for 1/e of what it did. */
  static final double MEMORY = 20_000;

  private static final double FADE = 1 - 1 / MEMORY;

  private final double margin;
  private final Bets bets = new Bets();
  private double examples;
  private double championLoss;
  private double loss;
  private double championAlerts;
  private double alerts;

  public Challenge(double margin) {
    this.margin = margin;
  }

  /**
   * One example.
   *
   * @param champion the probability that the champion gave it
   * @param challenger the probability that the challenger gave it
   * @param championAlerts whether it was one of the champion's alerts
   * @param alerts whether it would have been one of the challenger's
   * @param weight how many examples it stands for, above 0
   * @param heaviest the most that an example stands for, so far
   */
  public void add(
      double champion,
      double challenger,
      boolean positive,
      boolean championAlerts,
      boolean alerts,
      float weight,
      float heaviest) {
    double before = Brier.of(champion, positive);
    double now = Brier.of(challenger, positive);
    // Bets are on numbers in [-1, 1]; what all are divided by changes no sign of their mean.
    bets.add(weight / heaviest * ((1 - margin) * before - now));
    examples = FADE * examples + weight;
    championLoss = FADE * championLoss + weight * before;
    loss = FADE * loss + weight * now;
    this.championAlerts = FADE * this.championAlerts + (championAlerts ? weight : 0);
    this.alerts = FADE * this.alerts + (alerts ? weight : 0);
  }

  /** See {@link Bets#evidence}. */
  public double evidence() {
    return bets.evidence();
  }

  /** Examples that both had scored, since the champion serves. */
  public long count() {
    return bets.count();
  }

  /** The champion's mean Brier loss of late; NaN before the first example. */
  public double championLoss() {
    return championLoss / examples;
  }

  /** The challenger's mean Brier loss of late; NaN before the first example. */
  public double loss() {
    return loss / examples;
  }

  /** The challenger's alerts of late, in the champion's; a few more or less are no matter. */
  public double alertRatio() {
    return (alerts + FEW) / (championAlerts + FEW);
  }

  private static final double FEW = 10;

  public void write(StateWriter out) {
    bets.write(out);
    out.putDouble(examples).putDouble(championLoss).putDouble(loss);
    out.putDouble(championAlerts).putDouble(alerts);
  }

  public void read(StateReader in) {
    bets.read(in);
    examples = in.getDouble();
    championLoss = in.getDouble();
    loss = in.getDouble();
    championAlerts = in.getDouble();
    alerts = in.getDouble();
  }
}
