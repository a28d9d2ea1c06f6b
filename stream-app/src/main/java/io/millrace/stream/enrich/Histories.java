package io.millrace.stream.enrich;

import io.millrace.model.feature.EntityHistory;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.feature.Forgetting;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The histories of one entity in a task's store: as bytes there, as objects here. Not thread-safe.
 *
 * <p>A value is the history's bytes, and after them, where there is one, the offset of the last
 * fact (8 bytes): both change together or not at all, whatever crashes.
 *
 * <p>State is bounded in time, as {@link Forgetting} says for service and backtest alike. What may
 * go is found by sweeps; "now" is there the newest event time that this task has seen since it
 * started, so a clock that runs ahead elsewhere drops nothing.
 */
final class Histories {
  private final FeatureEngine engine;
  private final int entity;
  private final KeyValueStore<String, byte[]> store;
  private final Forgetting forgetting;
  private final StateWriter writer = new StateWriter(4096);
  private final StateReader reader = new StateReader(new byte[0]);
  private long newest = Long.MIN_VALUE;
  private String sweptTo;

  Histories(FeatureEngine engine, int entity, KeyValueStore<String, byte[]> store) {
    this.engine = engine;
    this.entity = entity;
    this.store = store;
    forgetting = new Forgetting(engine.set().entities().get(entity));
  }

  /** The history under a key as it is at a time; an empty one where there is none. */
  Held get(String key, long time) {
    byte[] bytes = store.get(key);
    if (bytes == null) return new Held(engine.newHistory(entity), Held.NO_FACT);
    EntityHistory history = read(bytes);
    long lastFact = reader.remaining() == 0 ? Held.NO_FACT : reader.getLong();
    boolean forgotten = forgetting.isForgotten(key, history, time);
    return new Held(forgotten ? engine.newHistory(entity) : history, lastFact);
  }

  void put(String key, Held held) {
    held.history().write(writer.reset());
    if (held.lastFact() != Held.NO_FACT) writer.putLong(held.lastFact());
    store.put(key, writer.toBytes());
  }

  /** An event of this time was seen. */
  void seen(long eventTime) {
    newest = Math.max(newest, eventTime);
  }

  /**
   * Looks at the next {@code limit} histories, goes on from the first after the last, and drops
   * those that may go.
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
        if (forgetting.mayGo(entry.key, read(entry.value), newest)) {
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

  private EntityHistory read(byte[] bytes) {
    return engine.readHistory(entity, reader.reset(bytes));
  }
}
