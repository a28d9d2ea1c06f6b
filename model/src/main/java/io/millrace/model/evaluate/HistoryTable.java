package io.millrace.model.evaluate;

import io.millrace.model.event.EntityRef;
import io.millrace.model.feature.EntityHistory;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.feature.Forgetting;
import io.millrace.model.metric.EntityNumbers;
import java.util.Arrays;

/** The histories of one entity's keys on the heap, and one reference to each, of partition 0. */
final class HistoryTable {
  private final FeatureEngine engine;
  private final int entity;
  private final Forgetting forgetting;
  private final EntityNumbers numbers = new EntityNumbers();
  private EntityRef[] refs = new EntityRef[512];
  private EntityHistory[] histories = new EntityHistory[512];

  HistoryTable(FeatureEngine engine, int entity) {
    this.engine = engine;
    this.entity = entity;
    forgetting = new Forgetting(engine.set().entities().get(entity));
  }

  /** The number of the history under a key, which is opened where there is none. */
  int number(String key) {
    int known = numbers.size();
    int number = numbers.of(key);
    if (number == known) {
      open(key, number);
    }
    return number;
  }

  EntityRef ref(int number) {
    return refs[number];
  }

  /** A history as it is at a time; a new one where it is forgotten. */
  EntityHistory history(int number, long time) {
    EntityHistory history = histories[number];
    if (forgetting.isForgotten(numbers.key(number), history, time)) {
      history = engine.newHistory(entity);
      histories[number] = history;
    }
    return history;
  }

  private void open(String key, int number) {
    if (number == refs.length) {
      refs = Arrays.copyOf(refs, 2 * number);
      histories = Arrays.copyOf(histories, 2 * number);
    }
    refs[number] = new EntityRef(key, 0);
    histories[number] = engine.newHistory(entity);
  }
}
