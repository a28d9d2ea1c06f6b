package io.millrace.stream.enrich;

import io.millrace.model.feature.EntityHistory;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.feature.Forgetting;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.store.Sweep;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The histories of one entity in a task's store: as bytes there, as objects here. Not thread-safe.
 *
 * <p>A value is the history's bytes, and after them, where there is one, the offset of the last
 * fact (8 bytes): both change together or not at all, whatever crashes.
 *
 * <p>State is bounded in time, as {@link Forgetting} says for service and backtest alike. What may
 * go is found by sweeps; "now" is there the newest event time that this task has seen since it
 * started, and never later than the wall clock: neither a clock that runs ahead elsewhere nor one
 * event dated far ahead drops anything.
 */
final class Histories {
  private final FeatureEngine engine;
  private final int entity;
  private final KeyValueStore<String, byte[]> store;
  private final Forgetting forgetting;
  private final StateWriter writer = new StateWriter(4096);
  private final StateReader reader = new StateReader(new byte[0]);
  private final Sweep sweep;
  private long newest = Long.MIN_VALUE;
  private long wallClock;

  Histories(FeatureEngine engine, int entity, KeyValueStore<String, byte[]> store) {
    this.engine = engine;
    this.entity = entity;
    this.store = store;
    forgetting = new Forgetting(engine.set().entities().get(entity));
    sweep = new Sweep(store, this::mayGo);
  }

  /** The history under a key as it is at a time; an empty one where there is none. */
  Held get(String key, long time) {
    byte[] bytes = store.get(key);
    if (bytes == null) return new Held(engine.newHistory(entity), Held.NO_FACT, true);
    EntityHistory history = read(bytes);
    long lastFact = reader.remaining() == 0 ? Held.NO_FACT : reader.getLong();
    boolean forgotten = forgetting.isForgotten(key, history, time);
    return new Held(forgotten ? engine.newHistory(entity) : history, lastFact, false);
  }

  /** Puts what {@link #get} gave, or what was made of it. */
  void put(String key, Held held) {
    held.history().write(writer.reset());
    if (held.lastFact() != Held.NO_FACT) writer.putLong(held.lastFact());
    store.put(key, writer.toBytes());
    if (held.isNew()) sweep.added(key);
  }

  /** An event of this time was seen. */
  void seen(long eventTime) {
    newest = Math.max(newest, eventTime);
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

  private boolean mayGo(String key, byte[] bytes) {
    return newest != Long.MIN_VALUE
        && forgetting.mayGo(key, read(bytes), Math.min(newest, wallClock));
  }

  /** Exact once all were looked at, but for those that only labels have made since. */
  long size() {
    return sweep.size();
  }

  private EntityHistory read(byte[] bytes) {
    return engine.readHistory(entity, reader.reset(bytes));
  }
}
