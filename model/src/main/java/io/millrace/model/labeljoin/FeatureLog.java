package io.millrace.model.labeljoin;

import io.millrace.model.event.ScoredEvent;

/** Where the features of events lie whose join entry does not hold them. */
public interface FeatureLog extends AutoCloseable {
  /** One that has forgotten everything; enough for a join that samples nothing out. */
  FeatureLog EMPTY = (eventId, place) -> null;

  /**
   * An event as it was scored.
   *
   * @param place that {@link LabelJoin#scored} was told with it
   * @return null where it is no longer kept
   */
  ScoredEvent read(String eventId, long place);

  @Override
  default void close() {}
}
