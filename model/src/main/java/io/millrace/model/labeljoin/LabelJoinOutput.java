package io.millrace.model.labeljoin;

import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.OutcomeRecord;

/** Where a label join tells what it found, in the order it found it. */
public interface LabelJoinOutput {
  /** An example for the training log; each event id once. */
  void learn(Example example);

  /** What became of an event or a label. */
  void outcome(OutcomeRecord outcome);

  /**
   * A label met its event: the event's first one, in time or not.
   *
   * @param delay how long after its event it was known, milliseconds
   */
  default void met(Label label, long delay) {}

  /** What a label says of one entity, for that entity's history. */
  void feedback(LabelFact fact);
}
