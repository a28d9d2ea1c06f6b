package io.millrace.stream.service;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.Source;
import io.millrace.stream.training.Generations;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which records of the sources a generation answers for, as it is when a task begins. A switch is
 * made while no instance is at work; one that was cut off meanwhile begins its tasks anew when it
 * joins its group again, and so knows of it. Thread-safe.
 *
 * <p>Cost: one reading of the commands topic for all tasks that begin within a second. No switch
 * falls into it: it takes longer than that to lose a place in a group.
 */
final class Answering implements Supplier<Predicate<Source>> {
  private static final Logger LOG = LoggerFactory.getLogger(Answering.class);
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final String pipeline;
  private final int generation;
  private final Supplier<Generations> look;
  private final Supplier<ModelVersion> version;
  private volatile Generations seen;
  private long seenAt;

  /**
   * @param first as it is at the start
   * @param look reads it anew
   * @param version how far this instance has learnt, for people
   */
  Answering(
      String pipeline,
      int generation,
      Generations first,
      Supplier<Generations> look,
      Supplier<ModelVersion> version) {
    this.version = version;
    this.pipeline = pipeline;
    this.generation = generation;
    this.look = look;
    seen = first;
    seenAt = System.nanoTime();
    if (first.serving() != generation) tell();
  }

  /** The generation that answers for what comes next, by the last look. */
  int serving() {
    return seen.serving();
  }

  @Override
  public Predicate<Source> get() {
    Generations now = look();
    return source -> now.tells(generation, source);
  }

  private synchronized Generations look() {
    if (System.nanoTime() - seenAt > FRESH_NANOS) {
      int before = seen.serving();
      seen = look.get();
      seenAt = System.nanoTime();
      if (seen.serving() != before) tell();
    }
    return seen;
  }

  private void tell() {
    LOG.atWarn()
        .addKeyValue("pipeline", pipeline)
        .addKeyValue("version", version.get())
        .addKeyValue("cause", "generation " + seen.serving() + " tells the scores")
        .log(
            "{}: generation {}: generation {} tells the scores",
            pipeline,
            generation,
            seen.serving());
  }
}
