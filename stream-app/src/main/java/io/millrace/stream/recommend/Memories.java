package io.millrace.stream.recommend;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.UserMemory;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.store.Sweep;
import java.time.Duration;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The users' memories in a task's store: as bytes there, as objects here. Not thread-safe.
 *
 * <p>A user who did nothing for {@code recommend.forget} is new again, in service and backtest
 * alike; what was kept is dropped by sweeps some time after, by the newest event time that this
 * task has seen since it started, or the wall clock where that is earlier: an activity dated far
 * ahead drops nobody.
 */
final class Memories {
  /** An activity so far behind the newest still finds what the rule promises it. */
  private static final Duration LATENESS = Duration.ofDays(30);

  private final RecommendPipeline pipeline;
  private final KeyValueStore<String, byte[]> store;
  private final StateWriter writer = new StateWriter(4096);
  private final StateReader reader = new StateReader(new byte[0]);
  private final Sweep sweep;
  private long newest = Long.MIN_VALUE;
  private long wallClock = Long.MIN_VALUE;

  /** Whom {@link #get} was asked for last, if the store has nothing of him. */
  private String absent;

  Memories(RecommendPipeline pipeline, KeyValueStore<String, byte[]> store) {
    this.pipeline = pipeline;
    this.store = store;
    sweep = new Sweep(store, this::mayGo);
  }

  /** What is remembered of a user at a time; an empty memory where nothing is. */
  UserMemory get(String user, long time) {
    byte[] bytes = store.get(user);
    absent = bytes == null ? user : null;
    if (bytes == null) return fresh();
    UserMemory memory = read(bytes);
    return pipeline.isForgotten(memory.history(), time) ? fresh() : memory;
  }

  private UserMemory fresh() {
    return new UserMemory(pipeline.newHistory());
  }

  /** Puts what {@link #get} gave just before. */
  void put(String user, UserMemory memory, long time) {
    memory.write(writer.reset());
    store.put(user, writer.toBytes());
    if (user.equals(absent)) sweep.added(user);
    absent = null;
    newest = Math.max(newest, time);
  }

  /**
   * Looks at the next few and drops those that may go; to be called each {@link Sweep#EVERY}.
   *
   * @param now wall clock, milliseconds
   * @return how many were dropped
   */
  int sweep(long now) {
    wallClock = now;
    return sweep.goOn(now);
  }

  private boolean mayGo(String user, byte[] bytes) {
    return newest != Long.MIN_VALUE
        && pipeline.isForgotten(
            read(bytes).history(), Math.min(newest, wallClock) - LATENESS.toMillis());
  }

  /** Exact once all were looked at. */
  long size() {
    return sweep.size();
  }

  private UserMemory read(byte[] bytes) {
    return UserMemory.read(reader.reset(bytes), pipeline.listing().remember());
  }
}
