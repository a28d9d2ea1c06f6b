package io.millrace.model.drift;

import java.util.List;
import java.util.Optional;

/**
 * One share a window, compared with what it was in the last windows as before ({@link
 * AgainstPast}). A window may differ from their mean by Student's prediction interval of one value
 * more, at least by twice what one of them differs, and always by a share of their mean that is of
 * no account. An instance's own, never part of a replica.
 *
 * <p>Expected run length: of windows that are alike and independent one lies outside with at most
 * the probability window / every, and an episode takes two or more in a row.
 *
 * <p>Cost: O(1) a window, 16 numbers. Blind to what changes more slowly than in a span, and to
 * changes smaller than what the windows of a span differ among themselves.
 *
 * <p>G. J. Hahn, Factors for calculating two-sided prediction intervals for samples from a normal
 * distribution, Journal of the American Statistical Association 64 (1969) 878-888.
 */
public final class LevelDrift extends AgainstPast<Double> {
  private final Watched watched;
  private final double probability;
  private double level = Double.NaN;
  private double mean = Double.NaN;
  private double bound;

  /**
   * What is watched.
   *
   * @param kind of its episodes
   * @param subject of its episodes
   * @param words what the share is, for people
   * @param needed windows in a row that differ and begin an episode, 1 or more
   * @param least share of the mean that never counts, above 0
   * @param trials a window, that the share is of; 0 where they are not independent
   */
  public record Watched(
      String kind, String subject, String words, int needed, double least, int trials) {}

  /**
   * @param window events a window
   * @param every least expected events between two false episodes
   * @param span event time that the reference covers at least, milliseconds; 0 for none
   */
  public LevelDrift(Watched watched, int window, double every, long span) {
    super(watched.kind(), watched.subject(), watched.needed(), span);
    this.watched = watched;
    probability = Math.min(0.01, window / every);
  }

  /**
   * The next window's share.
   *
   * @param number in [0, 1]
   * @param from event time of the window, epoch milliseconds
   * @param now when, epoch milliseconds, for the episode
   * @return an episode that begins or ends with it
   */
  public Optional<Episode> add(double number, long from, long now) {
    level = number;
    return next(number, from, now);
  }

  /** Of the newest window; NaN before the first. */
  public double level() {
    return level;
  }

  @Override
  void refer(List<Double> levels) {
    int n = levels.size();
    mean = levels.stream().mapToDouble(one -> one).average().orElse(0);
    double squares = levels.stream().mapToDouble(one -> (one - mean) * (one - mean)).sum();
    double own = levels.stream().mapToDouble(one -> Math.abs(one - mean)).max().orElse(0);
    double deviation = Math.max(Math.sqrt(squares / (n - 1)), ofChance(n));
    double outside =
        Quantiles.student(n - 1, 1 - probability / 2) * deviation * Math.sqrt(1 + 1.0 / n);
    bound = Math.max(watched.least() * mean, Math.max(outside, Reference.BEYOND_OWN * own));
  }

  /** Where windows happen to be alike a share still has the deviation of its trials. */
  private double ofChance(int windows) {
    if (watched.trials() == 0) return 0;
    double trials = (double) windows * watched.trials();
    double share = (mean * trials + 1) / (trials + 2);
    return Math.sqrt(share * (1 - share) / watched.trials());
  }

  @Override
  double compare(Double number) {
    double apart = Math.abs(number - mean);
    return apart == 0 ? 0 : apart / bound;
  }

  @Override
  String told() {
    return watched.words() + " " + percent(level) + " (was " + percent(mean) + ")";
  }

  private static String percent(double share) {
    return Episode.rounded(100 * share) + " %";
  }
}
