package io.millrace.model.feature;

import io.millrace.model.event.Event;
import io.millrace.model.event.LabelFact;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * The events of an entity that something else explains, wholly or in part, so that a positive label
 * of theirs says nothing of the entity, or less. Which they are and how much is left is settled
 * when the event comes, by a feature as it was then; the label, whenever it comes, asks.
 *
 * <p>What is left falls in a straight line from all of it at the one bound to nothing at the other,
 * rounded to sixteenths: it is off by 1/32 at most.
 *
 * <p>Bounded: the newest {@value Marks#CAPACITY} of them; a label of one that was forgotten counts
 * as any other.
 */
final class Explained {
  private final int feature;
  private final float above;
  private final float wholly;
  private final Marks marks = new Marks();

  Explained(ExplainedSpec spec) {
    feature = spec.feature();
    above = (float) spec.above();
    wholly = (float) spec.wholly();
  }

  /**
   * @param values the event's features so far
   */
  void add(Event event, float[] values) {
    if (values[feature] > above) {
      int left = left(values[feature]);
      if (left < LabelTag.WHOLE) {
        marks.add(event.time(), TextHash.of(event.id()), left, 0);
      }
    }
  }

  /** Sixteenths of a positive label that are unexplained, of a feature above the bound. */
  private int left(float value) {
    return value >= wholly
        ? 0
        : (int) Math.rint(LabelTag.WHOLE * ((double) wholly - value) / ((double) wholly - above));
  }

  /** Sixteenths of a label that count, 0 to {@link LabelTag#WHOLE}; of a negative all. */
  int unexplained(LabelFact fact) {
    if (!fact.positive() || marks.size() == 0) {
      return LabelTag.WHOLE;
    }
    int mark = marks.find(TextHash.of(fact.eventId()));
    return mark < 0 ? LabelTag.WHOLE : (int) marks.first(mark);
  }

  void write(StateWriter out) {
    marks.write(out);
  }

  void read(StateReader in) {
    marks.read(in);
  }
}
