package io.millrace.stream.enrich;

import io.millrace.model.feature.EntityHistory;

/**
 * A history as a store holds it.
 *
 * @param lastFact offset, in the feedback's partition, of the last fact that it was told of under
 *     {@code guarantee: fast}; {@link #NO_FACT} if there is none
 * @param isNew whether the store has nothing under its key
 */
record Held(EntityHistory history, long lastFact, boolean isNew) {
  static final long NO_FACT = -1;

  /**
   * Whether it was told already of the fact at that offset. All facts for a history come in one
   * partition, in order.
   */
  boolean knowsFact(long offset) {
    return offset <= lastFact;
  }

  Held toldOf(long offset) {
    return new Held(history, offset, isNew);
  }
}
