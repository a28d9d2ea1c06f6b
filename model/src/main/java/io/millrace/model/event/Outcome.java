package io.millrace.model.event;

/**
 * What became of an event or a label. Every event and every label meets exactly one final outcome;
 * {@link #WAITING_EARLY} is the one that another follows.
 */
public enum Outcome {
  /** An event learnt from a label that came in time. */
  LEARNT_FROM_LABEL(true),
  /** An event learnt as negative because no label came within the horizon. */
  LEARNT_ASSUMED(false),
  /**
   * An event out of the sample that a label called negative in time: others stand for it. Also one
   * that it called positive, if its features are kept no longer.
   */
  SAMPLED_OUT_FROM_LABEL(true),
  /** An event out of the sample taken for negative, no label having come within the horizon. */
  SAMPLED_OUT_ASSUMED(false),
  /** An event whose horizon passed without a label, in a pipeline that assumes nothing. */
  UNLABELLED(false),
  /** An event with an id seen before; no second score, no history changed. */
  DUPLICATE_EVENT(false),
  /** A second score of an id that the label join had already; the first one counts. */
  DUPLICATE_SCORE(false),
  /** A label that came before its event's score; waits for it. */
  WAITING_EARLY(true),
  /** A label equal to the one its event already had. */
  DUPLICATE(true),
  /** A label that contradicts the one its event already had, which counts. */
  CONTRADICTING(true),
  /**
   * A label that contradicts the one its event already had, from a channel that is believed as much
   * or more: from then on it is the event's label, and it corrects the entities' histories. It
   * teaches nothing: the event has been learnt.
   */
  CORRECTED(true),
  /**
   * A positive after its event had been taken for negative, which corrects the entities' histories;
   * or, where nothing is assumed, the first label after the horizon. Teaches nothing.
   */
  LATE(true),
  /** A label that met no event: never scored, or forgotten. */
  ORPHAN(true);

  private final boolean ofLabel;

  Outcome(boolean ofLabel) {
    this.ofLabel = ofLabel;
  }

  /** Whether it accounts for a label read (else it accounts for an event only). */
  public boolean ofLabel() {
    return ofLabel;
  }
}
