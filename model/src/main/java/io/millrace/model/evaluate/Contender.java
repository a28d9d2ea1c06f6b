package io.millrace.model.evaluate;

import io.millrace.model.calibrate.Calibration;
import io.millrace.model.event.Example;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.Replica;
import io.millrace.model.replica.Scorer;
import java.util.function.LongSupplier;

/**
 * A model of a {@link Backtest}: one replica, what it says of events, and how long that took. The
 * first contender of a backtest is the one whose scores it tells; all learn the same examples.
 *
 * <p>A contender that has left scores NaN and learns no more.
 */
public final class Contender {
  private final String name;
  private final Replica replica;
  private final int width;
  private final boolean calibrates;
  private final Scorer scorer;
  private final LongSupplier nanos;
  private long spent;
  private boolean left;

  /**
   * @param name for people
   * @param nanos a clock in nanoseconds, to measure the model's own time with
   */
  public Contender(String name, Pipeline pipeline, LongSupplier nanos) {
    this.name = name;
    this.nanos = nanos;
    replica = Replica.of(pipeline);
    width = replica.members().size();
    calibrates = pipeline.serving().calibrate() != Calibration.NONE;
    scorer = replica.scorer();
  }

  /** The model of a pipeline, of which nobody asks how long it takes. */
  public static Contender of(Pipeline pipeline) {
    return new Contender(pipeline.name(), pipeline, () -> 0);
  }

  public String name() {
    return name;
  }

  public Replica replica() {
    return replica;
  }

  /** Nanoseconds spent on scoring and learning so far. */
  public long spent() {
    return spent;
  }

  public boolean left() {
    return left;
  }

  /** Takes part no more. */
  public void leave() {
    left = true;
  }

  /** What is told to people of a raw score of this contender. */
  public double probability(double raw) {
    return scorer.probability(raw);
  }

  boolean calibrates() {
    return calibrates;
  }

  /** How many learners it has; all but the one that serves are its shadows. */
  int width() {
    return width;
  }

  /**
   * Scores an event.
   *
   * @param place where the score of the learner that serves goes
   * @param shadows where those of its shadows go, one after the other
   * @param models gets whose scores they are; untouched where there is one learner alone
   * @param told gets what they are told as; untouched where it is empty
   */
  void score(float[] values, double[] raw, int place, int shadows, long[] models, double[] told) {
    if (left) {
      raw[place] = Double.NaN;
      return;
    }
    long start = nanos.getAsLong();
    if (width == 1) {
      raw[place] = scorer.raw(values);
    } else {
      double[] all = scorer.scores(values);
      raw[place] = all[0];
      System.arraycopy(all, 1, raw, shadows, width - 1);
      models[place] = replica.scoredBy()[0];
      System.arraycopy(replica.scoredBy(), 1, models, shadows, width - 1);
    }
    if (told.length > 0) tell(raw, place, shadows, told);
    spent += nanos.getAsLong() - start;
  }

  private void tell(double[] raw, int place, int shadows, double[] told) {
    double[] own = new double[width];
    own[0] = raw[place];
    System.arraycopy(raw, shadows, own, 1, width - 1);
    double[] probabilities = scorer.probabilities(own);
    double[] said = probabilities.length == 0 ? own : probabilities;
    told[place] = said[0];
    System.arraycopy(said, 1, told, shadows, width - 1);
  }

  /**
   * @param place where this contender's score is among those of the example
   * @param shadows where those of its shadows are
   */
  void learn(Example example, int place, int shadows) {
    double raw = example.rawScores()[place];
    // Scored before it left or not at all: either way there is nothing more to learn for it.
    if (left || Double.isNaN(raw)) {
      return;
    }
    Example own = example.rawScores().length == width ? example : asSeenBy(example, place, shadows);
    long start = nanos.getAsLong();
    replica.learn(own);
    spent += nanos.getAsLong() - start;
  }

  private Example asSeenBy(Example e, int place, int shadows) {
    double[] scores = new double[width];
    long[] models = width == 1 ? Example.ONE_MODEL : new long[width];
    double[] told = e.probabilities().length == 0 ? Example.UNCALIBRATED : new double[width];
    scores[0] = e.rawScores()[place];
    if (told.length > 0) {
      told[0] = e.probabilities()[place];
      System.arraycopy(e.probabilities(), shadows, told, 1, width - 1);
    }
    if (width > 1) {
      models[0] = e.models()[place];
      System.arraycopy(e.rawScores(), shadows, scores, 1, width - 1);
      System.arraycopy(e.models(), shadows, models, 1, width - 1);
    }
    return new Example(
        e.eventId(),
        e.eventTime(),
        e.knownAt(),
        e.values(),
        e.positive(),
        e.assumed(),
        e.weight(),
        scores,
        e.threshold(),
        e.version(),
        e.budgetEntity(),
        models,
        told,
        e.lesson(),
        e.reverses());
  }
}
