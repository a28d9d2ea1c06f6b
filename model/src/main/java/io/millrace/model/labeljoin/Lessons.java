package io.millrace.model.labeljoin;

import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.feature.FeatureSet;

/** Makes the examples of what became of events. */
final class Lessons {
  private static final float[] TEACHES_NOTHING = {};

  private final ExampleWeights weights;

  /** Place of the feature that weighs, -1 for none. */
  private final int feature;

  private final LabelJoinOutput output;

  Lessons(ExampleWeights weights, FeatureSet set, LabelJoinOutput output) {
    this.weights = weights;
    feature = weights.by() == null ? -1 : set.indexOf(weights.by());
    this.output = output;
  }

  /** A label came for an event of the sample. */
  void ofLabel(JoinEntry.Pending pending, Label label) {
    if (label.positive()) {
      float taught = pending.taken() ? pending.weight() : 0;
      positive(pending.event(), label.knownAt(), taught);
    } else {
      negative(pending, label.knownAt(), false);
    }
  }

  /**
   * An event is positive.
   *
   * @param taught how many events it stood for in the lesson that it is negative, 0 if there was
   *     none
   */
  void positive(ScoredEvent event, long knownAt, float taught) {
    float reverses = taught * weight(event, false);
    learn(event, event.values(), knownAt, true, false, 1, weight(event, true), reverses);
  }

  /** An event is negative; if that was taught already it is a test only. */
  void negative(JoinEntry.Pending pending, long knownAt, boolean assumed) {
    ScoredEvent event = pending.event();
    float[] values = pending.taken() ? TEACHES_NOTHING : event.values();
    float lesson = pending.taken() ? 0 : pending.weight() * weight(event, false);
    learn(event, values, knownAt, false, assumed, pending.weight(), lesson, 0);
  }

  /** An event is taken for negative until a label says otherwise: a lesson, and no test. */
  void provisional(JoinEntry.Pending pending, long at) {
    ScoredEvent event = pending.event();
    float lesson = pending.weight() * weight(event, false);
    learn(event, event.values(), at, false, true, 0, lesson, 0);
  }

  private float weight(ScoredEvent event, boolean positive) {
    return weights.of(feature < 0 ? Float.NaN : event.values()[feature], positive);
  }

  private void learn(
      ScoredEvent event,
      float[] values,
      long knownAt,
      boolean positive,
      boolean assumed,
      float weight,
      float lesson,
      float reverses) {
    output.learn(
        new Example(
            event.eventId(),
            event.eventTime(),
            knownAt,
            values,
            positive,
            assumed,
            weight,
            event.rawScores(),
            event.threshold(),
            event.version(),
            event.budgetEntity(),
            event.models(),
            event.probabilities(),
            lesson,
            reverses));
  }
}
