package io.millrace.stream.recommend;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.UserMemory;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.time.Duration;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The users' memories in a task's store: as bytes there, as objects here. Not thread-safe.
 *
 * <p>A user who did nothing for {@code recommend.forget} is new again, in service and backtest
 * alike; what was kept is dropped by sweeps some time after, by the newest event time that this
 * task has seen since it started.
 */
final class Memories {
  /** An activity so far behind the newest still finds what the rule promises it. */
  private static final Duration LATENESS = Duration.ofDays(30);

  private final RecommendPipeline pipeline;
  private final KeyValueStore<String, byte[]> store;
  private final StateWriter writer = new StateWriter(4096);
  private final StateReader reader = new StateReader(new byte[0]);
  private long newest = Long.MIN_VALUE;
  private String sweptTo;

  Memories(RecommendPipeline pipeline, KeyValueStore<String, byte[]> store) {
    this.pipeline = pipeline;
    this.store = store;
  }

  /** What is remembered of a user at a time; an empty memory where nothing is. */
  UserMemory get(String user, long time) {
    byte[] bytes = store.get(user);
    if (bytes == null) return fresh();
    UserMemory memory = read(bytes);
    return pipeline.isForgotten(memory.history(), time) ? fresh() : memory;
  }

  private UserMemory fresh() {
    return new UserMemory(pipeline.newHistory());
  }

  void put(String user, UserMemory memory, long time) {
    memory.write(writer.reset());
    store.put(user, writer.toBytes());
    newest = Math.max(newest, time);
  }

  /**
   * Looks at the next {@code limit} memories, goes on from the last, and drops those that may go.
   *
   * @return how many were dropped
   */
  int sweep(int limit) {
    if (newest == Long.MIN_VALUE) return 0;
    int looked = 0;
    int dropped = 0;
    String last = null;
    try (KeyValueIterator<String, byte[]> all = store.range(sweptTo, null)) {
      while (looked < limit && all.hasNext()) {
        var entry = all.next();
        last = entry.key;
        looked++;
        UserMemory memory = read(entry.value);
        if (pipeline.isForgotten(memory.history(), newest - LATENESS.toMillis())) {
          store.delete(entry.key);
          dropped++;
        }
      }
      sweptTo = all.hasNext() ? last : null;
    }
    return dropped;
  }

  long size() {
    return store.approximateNumEntries();
  }

  private UserMemory read(byte[] bytes) {
    return UserMemory.read(reader.reset(bytes), pipeline.listing().remember());
  }
}
