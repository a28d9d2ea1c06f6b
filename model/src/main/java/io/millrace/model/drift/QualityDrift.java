package io.millrace.model.drift;

import java.util.Optional;

/**
 * Episodes of worse quality: {@link Adwin} on the logarithm of the mean loss of blocks of examples:
 * what counts is by how many times it rose, and the bound is for values that spread over about one.
 * An episode begins when the mean has risen, and ends when half of the rise is gone or after
 * {@value #ADOPTED_AFTER} blocks, when what is worse has become usual. Not thread-safe.
 */
public final class QualityDrift {
  public static final int ADOPTED_AFTER = 200;

  private static final double LEAST = 1e-9;

  private final Adwin adwin;
  private Episode open;
  private double before;
  private double peak;
  private int blocks;

  /**
   * @param block examples a block
   * @param every least expected examples between two false episodes
   */
  public QualityDrift(int block, double every) {
    // Checked at every block: each check may err with the probability delta.
    adwin = new Adwin(Math.min(0.2, block / every), 1);
  }

  /**
   * The next block.
   *
   * @param loss mean of its examples, nats
   * @param now when, epoch milliseconds
   */
  public Optional<Episode> add(double loss, long now) {
    boolean changed = adwin.add(StrictMath.log(Math.max(loss, LEAST)));
    if (open != null) return maybeEnd(now);
    if (!changed || adwin.change() <= 0) return Optional.empty();
    peak = StrictMath.exp(adwin.mean());
    before = StrictMath.exp(adwin.mean() - adwin.change());
    blocks = 0;
    open =
        new Episode(
            Episode.QUALITY,
            Episode.QUALITY,
            now,
            Episode.OPEN,
            peak / before,
            "prequential log loss rose from " + rounded(before) + " to " + rounded(peak));
    return Optional.of(open);
  }

  /** Another learner's losses follow: what was usual of the one before says nothing of them. */
  public Optional<Episode> restart(long now) {
    adwin.reset();
    if (open == null) return Optional.empty();
    Episode ended = open.endedAt(now, "another learner serves");
    open = null;
    return Optional.of(ended);
  }

  public boolean drifts() {
    return open != null;
  }

  private Optional<Episode> maybeEnd(long now) {
    blocks++;
    double mean = StrictMath.exp(adwin.mean());
    // At first the window holds little of what is worse: the rise is known when it has gone on.
    peak = Math.max(peak, mean);
    boolean recovered = mean < (before + peak) / 2;
    if (!recovered && blocks < ADOPTED_AFTER) return Optional.empty();
    Episode ended =
        open.endedAt(
            now,
            (recovered ? "recovered" : "taken for usual")
                + ": prequential log loss "
                + rounded(mean));
    open = null;
    return Optional.of(ended);
  }

  private static double rounded(double value) {
    return Math.rint(value * 10_000) / 10_000;
  }
}
