package io.millrace.model.evaluate;

import io.millrace.model.event.EntityRef;
import io.millrace.model.feature.EntityHistory;
import io.millrace.model.feature.Forgetting;

/** An entity of partition 0 that knows its history: what is told of it later needs no search. */
final class KeptHistory extends EntityRef {
  private final HistoryTable table;
  private EntityHistory history;

  KeptHistory(String key, HistoryTable table) {
    super(key, 0);
    this.table = table;
    history = table.newHistory();
  }

  /** The history as it was left. */
  EntityHistory history() {
    return history;
  }

  /** The history as it is at a time; a new one where it is forgotten. */
  EntityHistory at(long time) {
    Forgetting forgetting = table.forgetting();
    if (forgetting.isForgotten(key(), history, time)) {
      history = table.newHistory();
    }
    return history;
  }
}
