package io.millrace.bench;

/** A learner of {@link SideBySide}, ours or another's, over the events of one {@link Tape}. */
interface Peer {
  /** What ranks an event; higher is likelier positive. */
  double score(int event);

  void learn(int event);

  /** A new UTC day begins; events before {@code learnt} have been learnt. */
  default void day(int learnt) {}

  /** What it holds outside the Java heap, bytes. */
  default long outside() {
    return 0;
  }
}
