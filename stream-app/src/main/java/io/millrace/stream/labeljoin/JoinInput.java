package io.millrace.stream.labeljoin;

import io.millrace.model.event.ScoredEvent;
import io.millrace.stream.topic.ArrivedLabel;

/** What the label join is told. */
public sealed interface JoinInput {
  /** An event was scored. */
  record Scored(ScoredEvent event) implements JoinInput {}

  /** A label came. */
  record Arrived(ArrivedLabel label) implements JoinInput {}

  /**
   * The label clock ticked.
   *
   * @param watermark all labels known by this time have been read, epoch milliseconds
   */
  record Tick(long watermark) implements JoinInput {}
}
