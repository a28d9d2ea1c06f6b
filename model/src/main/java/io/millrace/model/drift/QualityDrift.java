package io.millrace.model.drift;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Episodes of worse quality of the learner that serves: a function of the training log, part of a
 * replica and its state. A detector of the settings' choice says when the loss has risen; that is
 * heard at the end of each block of {@value #BLOCK} examples, counted from the log's beginning or
 * from where another learner began to serve. An episode ends when half of the rise is gone or after
 * {@value #ADOPTED_AFTER} blocks, when what is worse has become usual.
 *
 * <p>How high the loss is, is the mean of an {@link Adwin} on the logarithm of the blocks' mean
 * losses: of the detector itself where that is one, else of one that begins anew with each episode.
 *
 * <p>Not thread-safe. Cost: that of the detector, an addition an example, and O(log blocks) a
 * block; some kilobytes of state.
 */
public final class QualityDrift {
  public static final int BLOCK = 500;
  public static final int ADOPTED_AFTER = 200;

  private static final int FORMAT = 1;
  private static final int KEPT = 64;

  /** What the newest block counts in the mean that says how far the loss rose. */
  private static final double NEWEST = 1.0 / 4;

  /** Blocks after which a level that began anew says something. */
  private static final int SETTLED = 8;

  private final Measured measured;
  private final QualityDetector.Shown shown;
  private final Reaction reaction;
  private final DriftDetector detector;
  private final Adwin level;

  /** The last of them, oldest first. */
  private final List<QualityEpisode> episodes = new ArrayList<>();

  /** How many there were. */
  private long begun;

  private int filled;
  private double sum;
  private boolean alarmed;
  private double recent = Double.NaN;
  private double peak;
  private int blocks;
  private long knownAt;

  /**
   * What is measured, in the words of its episodes.
   *
   * @param kind of the episodes
   * @param least what a block's mean is taken for where it is less: its logarithm is watched
   */
  record Measured(String kind, String words, double least) {
    static final Measured LOSS = new Measured(Episode.QUALITY, "prequential log loss", 1e-9);

    /** A block without a miss counts as one with half a miss. */
    static final Measured MISSES =
        new Measured(
            Episode.HITS, "share of tests whose item was not among the first 10", 0.5 / BLOCK);
  }

  /** Of the loss of a learner that says probabilities. */
  public QualityDrift(DriftConfig config) {
    this(config, Measured.LOSS);
  }

  /** Of the lists of a recommender, by {@link #test}: what was not listed counts as a loss of 1. */
  public static QualityDrift ofHits(DriftConfig config) {
    return new QualityDrift(config, Measured.MISSES);
  }

  private QualityDrift(DriftConfig config, Measured measured) {
    this.measured = measured;
    reaction = config.reaction();
    QualityDetector kind = config.detector();
    // Misses are 0 or 1, the values that ADWIN is made for: of blocks it would see less.
    boolean byTest = measured == Measured.MISSES && kind == QualityDetector.ADWIN;
    shown = byTest ? QualityDetector.Shown.ERROR : kind.shown();
    detector = byTest ? Adwin.withRunLength(config.every()) : kind.create(config.every());
    level =
        !byTest && detector instanceof Adwin adwin
            ? adwin
            : (Adwin) QualityDetector.ADWIN.create(DriftConfig.DEFAULT_EVERY);
  }

  /**
   * The next example that tested the learner that serves.
   *
   * @param probability what it said, in [0, 1]
   * @param logLoss nats
   * @param examples how many the log has taught with it
   * @param known when its label was known, epoch milliseconds
   * @return whether an episode begins with it
   */
  public boolean add(
      double probability, boolean positive, double logLoss, long examples, long known) {
    knownAt = known;
    switch (shown) {
      case BRIER -> hear(square(probability - (positive ? 1 : 0)));
      case ERROR -> hear(probability >= 0.5 == positive ? 0 : 1);
      case BLOCK -> {}
    }
    sum += logLoss;
    if (++filled < BLOCK) return false;
    double loss = Math.max(sum / BLOCK, measured.least());
    filled = 0;
    sum = 0;
    return block(StrictMath.log(loss), examples);
  }

  /**
   * The next test of a list.
   *
   * @param hit whether what was taken was listed
   * @param tests how many there were with it
   * @param time of what was taken, epoch milliseconds
   * @return whether an episode begins with it
   */
  public boolean test(boolean hit, long tests, long time) {
    double missed = hit ? 0 : 1;
    return add(missed, false, missed, tests, time);
  }

  private static double square(double error) {
    return Math.min(1, error * error);
  }

  /** A fall is no alarm. */
  private void hear(double value) {
    if (detector.add(value) && detector.change() > 0) alarmed = true;
  }

  private boolean block(double loss, long examples) {
    double usual = level.mean();
    if (shown == QualityDetector.Shown.BLOCK) hear(loss);
    if (level != detector) level.add(loss);
    recent = Double.isNaN(recent) ? loss : recent + NEWEST * (loss - recent);
    boolean begins = alarmed && !drifts();
    alarmed = false;
    if (drifts()) maybeEnd(examples);
    if (begins) begin(usual, examples);
    return begins;
  }

  private void begin(double usual, long examples) {
    double before = usual;
    double mean = usual;
    if (level == detector) {
      before = level.mean() - level.change();
      mean = level.mean();
    } else {
      level.reset();
    }
    double risen = StrictMath.exp(Math.max(mean, recent));
    // Of ADWIN's own mean: it is with that one that its later means are compared.
    peak = level == detector ? StrictMath.exp(mean) : risen;
    blocks = 0;
    if (episodes.size() == KEPT) episodes.remove(0);
    long until = reaction.kind() == Reaction.Kind.NONE ? 0 : examples + reaction.examples();
    episodes.add(QualityEpisode.begun(examples, knownAt, StrictMath.exp(before), risen, until));
    begun++;
  }

  private void maybeEnd(long examples) {
    blocks++;
    if (level != detector && blocks < SETTLED) return;
    double mean = StrictMath.exp(level.mean());
    // At first the window holds little of what is worse: the rise is known when it has gone on.
    peak = Math.max(peak, mean);
    boolean recovered = mean < (last().before() + peak) / 2;
    if (recovered || blocks >= ADOPTED_AFTER) {
      end(examples, recovered ? QualityEpisode.End.RECOVERED : QualityEpisode.End.ADOPTED);
    }
  }

  private void end(long examples, QualityEpisode.End why) {
    double loss = level.width() == 0 ? last().risen() : StrictMath.exp(level.mean());
    episodes.set(episodes.size() - 1, last().ended(examples, knownAt, loss, why));
  }

  private QualityEpisode last() {
    return episodes.get(episodes.size() - 1);
  }

  /**
   * Another learner's losses follow: what was usual of the one before says nothing of them.
   *
   * @param examples how many the log has taught
   */
  public void restart(long examples) {
    if (drifts()) end(examples, QualityEpisode.End.REPLACED);
    detector.reset();
    level.reset();
    filled = 0;
    sum = 0;
    alarmed = false;
    recent = Double.NaN;
  }

  /** What is done when an episode begins. */
  public Reaction reaction() {
    return reaction;
  }

  /**
   * By how much the learners' rates are raised for the next example; 1 where they are not.
   *
   * @param examples how many the log has taught
   */
  public double factor(long examples) {
    boolean raised = !episodes.isEmpty() && examples < last().until();
    return raised ? reaction.factor() : 1;
  }

  /**
   * What is done about the last episode is over; the episode is not.
   *
   * @param examples how many the log has taught
   */
  public void endReaction(long examples) {
    if (episodes.isEmpty() || examples >= last().until()) return;
    episodes.set(episodes.size() - 1, last().until(examples));
  }

  /** Whether an episode lasts. */
  public boolean drifts() {
    return !episodes.isEmpty() && last().isOpen();
  }

  /** The last {@value #KEPT} episodes, oldest first; the last of them may be open. */
  public List<QualityEpisode> episodes() {
    return List.copyOf(episodes);
  }

  /** How often something was to be told: each episode twice, when it begins and when it ends. */
  public long tellings() {
    return 2 * begun - (drifts() ? 1 : 0);
  }

  /**
   * What was to be told from a telling on, as far as it is kept.
   *
   * @param from number of the first telling, from 0
   */
  public List<Episode> told(long from) {
    List<Episode> told = new ArrayList<>();
    long oldest = begun - episodes.size();
    for (long next = Math.max(from, 2 * oldest); next < tellings(); next++) {
      QualityEpisode episode = episodes.get((int) (next / 2 - oldest));
      told.add(next % 2 == 0 ? episode.beginning(measured) : episode.ending(measured));
    }
    return told;
  }

  /** Everything needed to go on bit for bit; settings are not part of it. */
  public void write(StateWriter out) {
    out.putInt(FORMAT).putInt(filled).putDouble(sum).putBoolean(alarmed).putDouble(recent);
    out.putDouble(peak).putInt(blocks).putLong(knownAt).putLong(begun).putInt(episodes.size());
    episodes.forEach(episode -> episode.write(out));
    detector.write(out);
    if (level != detector) level.write(out);
  }

  /** Takes over what {@link #write} of the same settings wrote. */
  public void read(StateReader in) {
    int format = in.getInt();
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "drift state has format "
              + format
              + ", expected "
              + FORMAT
              + ": damaged, or written by another release; without it the log is replayed");
    }
    filled = in.getInt();
    sum = in.getDouble();
    alarmed = in.getBoolean();
    recent = in.getDouble();
    peak = in.getDouble();
    blocks = in.getInt();
    knownAt = in.getLong();
    begun = in.getLong();
    episodes.clear();
    for (int left = in.getInt(); left > 0; left--) episodes.add(QualityEpisode.read(in));
    detector.read(in);
    if (level != detector) level.read(in);
  }
}
