package io.millrace.model.evaluate;

import io.millrace.model.event.ScoredEvent;
import io.millrace.model.labeljoin.FeatureLog;
import java.util.HashMap;
import java.util.Map;

/** The features of events out of the sample, until their label or horizon has come. */
final class UnsampledEvents implements FeatureLog {
  private final Map<String, ScoredEvent> kept = new HashMap<>();

  /** The first event of an id is the one that waits. */
  void keep(ScoredEvent event) {
    kept.putIfAbsent(event.eventId(), event);
  }

  void forget(String eventId) {
    kept.remove(eventId);
  }

  @Override
  public ScoredEvent read(String eventId, long place) {
    return kept.get(eventId);
  }
}
