package io.millrace.stream.enrich;

import io.millrace.model.feature.EntityHistory;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.time.Duration;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The histories of one entity in a task's store: as bytes there, as objects here. Not thread-safe.
 *
 * <p>A value is the history's bytes, and after them, where there is one, the offset of the last
 * fact (8 bytes): both change together or not at all, whatever crashes.
 *
 * <p>State is bounded in time: a history in which nothing has happened for {@link #IDLE} beyond the
 * entity's longest window is dropped. Nothing in its windows counts by then; what is lost is how
 * long ago its last event and labels were, and its streak. "Now" is the newest event time that this
 * task has seen since it started, so a clock that runs ahead elsewhere drops nothing.
 *
 * <p>An event that lacks the entity has no history, but its id is remembered under a key of its own
 * for {@link #NAMELESS}, so that a repeat of it is found too.
 */
final class Histories {
  static final Duration IDLE = Duration.ofDays(180);
  static final Duration NAMELESS = Duration.ofDays(7);

  /** Starts the keys of events without the entity; no text of an entity begins with it. */
  private static final char NO_ENTITY = '\0';

  private final FeatureEngine engine;
  private final int entity;
  private final KeyValueStore<String, byte[]> store;
  private final long idle;
  private final StateWriter writer = new StateWriter(4096);
  private final StateReader reader = new StateReader(new byte[0]);
  private long newest = Long.MIN_VALUE;
  private String sweptTo;

  Histories(FeatureEngine engine, int entity, KeyValueStore<String, byte[]> store) {
    EntitySpec spec = engine.set().entities().get(entity);
    this.engine = engine;
    this.entity = entity;
    this.store = store;
    idle = Math.addExact(spec.longestWindow(), IDLE.toMillis());
  }

  /** The key of what is remembered of an event without the entity. */
  static String keyWithoutEntity(String eventId) {
    return NO_ENTITY + eventId;
  }

  /** The history under a key; an empty one where there is none. */
  Held get(String key) {
    byte[] bytes = store.get(key);
    if (bytes == null) return new Held(engine.newHistory(entity), Held.NO_FACT);
    EntityHistory history = read(bytes);
    return new Held(history, reader.remaining() == 0 ? Held.NO_FACT : reader.getLong());
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
   * those that are over.
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
        if (isOver(entry.key, entry.value)) {
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

  private boolean isOver(String key, byte[] bytes) {
    long kept = key.charAt(0) == NO_ENTITY ? NAMELESS.toMillis() : idle;
    long last = read(bytes).newest();
    // A history of nothing holds nothing; and the difference of extreme times may overflow.
    return last == Long.MIN_VALUE || last < newest - kept;
  }

  private EntityHistory read(byte[] bytes) {
    return engine.readHistory(entity, reader.reset(bytes));
  }
}
