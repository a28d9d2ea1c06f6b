package io.millrace.stream.labeljoin;

import io.millrace.model.event.Example;
import io.millrace.model.event.LabelFact;
import io.millrace.stream.topic.OutcomeEntry;

/** What the label join says. */
public sealed interface JoinOutput {
  /** A lesson for the training log. */
  record Learnt(Example example) implements JoinOutput {}

  /** An outcome of an event, of a label, or of a tick. */
  record Told(OutcomeEntry entry) implements JoinOutput {}

  /** What a label says of an entity. */
  record Fed(LabelFact fact) implements JoinOutput {}
}
