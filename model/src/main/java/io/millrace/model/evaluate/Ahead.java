package io.millrace.model.evaluate;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.model.event.Label;
import io.millrace.model.feature.EntityHistory;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.labeljoin.JoinEntry;
import io.millrace.model.labeljoin.MemoryJoinStore;
import java.util.List;

/**
 * Has the memory at hand that the next events and their time's labels will need. What a backtest
 * keeps is larger than a core's cache and visited at random; step by step for a whole group, the
 * misses of a step are waited for together instead of one after the other (Chen, Ailamaki, Gibbons,
 * Mowry: Improving hash join performance through prefetching, ICDE 2004, section 4). Reads only.
 */
final class Ahead {
  static final int GROUP = 32;

  private final FeatureEngine engine;
  private final HistoryTable[] tables;
  private final ComingLabels coming;
  private final MemoryJoinStore waiting;
  private final Label[] labels = new Label[2 * GROUP];
  private final String[] keys = new String[GROUP];
  private final JoinEntry[] entries = new JoinEntry[labels.length];
  private final KeptHistory[] kept = new KeptHistory[labels.length];
  private final EntityHistory[] histories = new EntityHistory[labels.length];

  /** Read by nobody: without it a compiler would see that nothing comes of all this. */
  private long touched;

  Ahead(FeatureEngine engine, HistoryTable[] tables, ComingLabels coming, MemoryJoinStore waiting) {
    this.engine = engine;
    this.tables = tables;
    this.coming = coming;
    this.waiting = waiting;
  }

  /**
   * @param group at most {@value #GROUP}
   */
  void expect(List<Event> group) {
    int count = group.size();
    for (int entity = 0; entity < tables.length; entity++) {
      for (int i = 0; i < count; i++) {
        keys[i] = engine.key(entity, group.get(i));
        touched += keys[i] == null ? 0 : tables[entity].touch(keys[i]);
      }
      for (int i = 0; i < count; i++) {
        kept[i] = keys[i] == null ? null : tables[entity].find(keys[i]);
      }
      touchHistories(count);
    }
    long until = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      until = Math.max(until, group.get(i).time());
    }
    expectLabels(until);
  }

  private void expectLabels(long until) {
    int count = coming.peek(until, labels);
    for (int i = 0; i < count; i++) {
      touched += waiting.touch(labels[i].eventId());
    }
    for (int i = 0; i < count; i++) {
      entries[i] = waiting.get(labels[i].eventId());
    }
    for (int entity = 0; entity < tables.length; entity++) {
      for (int i = 0; i < count; i++) {
        List<EntityRef> refs =
            entries[i] instanceof JoinEntry.Waiting event ? event.entities() : List.of();
        kept[i] = refs.isEmpty() ? null : (KeptHistory) refs.get(entity);
      }
      touchHistories(count);
    }
  }

  private void touchHistories(int count) {
    for (int i = 0; i < count; i++) {
      histories[i] = kept[i] == null ? null : kept[i].history();
    }
    for (int i = 0; i < count; i++) {
      if (histories[i] != null) touched += histories[i].touch();
    }
  }
}
