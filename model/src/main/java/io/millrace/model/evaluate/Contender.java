package io.millrace.model.evaluate;

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

  double raw(float[] values) {
    if (left) {
      return Double.NaN;
    }
    long start = nanos.getAsLong();
    double raw = scorer.raw(values);
    spent += nanos.getAsLong() - start;
    return raw;
  }

  /**
   * @param place of this contender among the example's raw scores
   */
  void learn(Example example, int place) {
    double raw = example.rawScores()[place];
    // Scored before it left or not at all: either way there is nothing more to learn for it.
    if (left || Double.isNaN(raw)) {
      return;
    }
    Example own = example.rawScores().length == 1 ? example : asSeenBy(example, raw);
    long start = nanos.getAsLong();
    replica.learn(own);
    spent += nanos.getAsLong() - start;
  }

  private static Example asSeenBy(Example e, double raw) {
    return new Example(
        e.eventId(),
        e.eventTime(),
        e.knownAt(),
        e.values(),
        e.positive(),
        e.assumed(),
        e.weight(),
        new double[] {raw},
        e.threshold(),
        e.version(),
        e.budgetEntity());
  }
}
