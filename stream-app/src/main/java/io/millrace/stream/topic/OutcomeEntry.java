package io.millrace.stream.topic;

import io.millrace.model.event.OutcomeRecord;

/**
 * What the outcomes topic is told, by which partition of the label join and in which generation.
 */
public sealed interface OutcomeEntry {
  int partition();

  int generation();

  /** What became of an event or of a label. */
  record Told(OutcomeRecord outcome, int partition, int generation) implements OutcomeEntry {}

  /**
   * The partition has done everything that was due by a tick, in the transactions up to this one.
   *
   * @param at the tick's time, epoch milliseconds
   */
  record ClockReached(long at, int partition, int generation) implements OutcomeEntry {}
}
