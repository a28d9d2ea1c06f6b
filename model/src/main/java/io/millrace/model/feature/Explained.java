package io.millrace.model.feature;

import io.millrace.model.event.Event;
import io.millrace.model.event.LabelFact;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * The events of an entity that something else explains, so that a positive label of theirs says
 * nothing of the entity. Which they are is settled when the event comes, by a feature as it was
 * then; the label, whenever it comes, asks.
 *
 * <p>Bounded: the newest {@value Marks#CAPACITY} of them; a label of one that was forgotten counts
 * as any other.
 */
final class Explained {
  private final int feature;
  private final float above;
  private final Marks marks = new Marks();

  Explained(ExplainedSpec spec) {
    feature = spec.feature();
    above = (float) spec.above();
  }

  /**
   * @param values the event's features so far
   */
  void add(Event event, float[] values) {
    if (values[feature] > above) {
      marks.add(event.time(), TextHash.of(event.id()), 0, 0);
    }
  }

  boolean explains(LabelFact fact) {
    return fact.positive() && marks.size() > 0 && marks.find(TextHash.of(fact.eventId())) >= 0;
  }

  void write(StateWriter out) {
    marks.write(out);
  }

  void read(StateReader in) {
    marks.read(in);
  }
}
