package io.millrace.model.champion;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * A change of champion, or one that was refused.
 *
 * @param after how many examples the log had taught by then
 * @param knownAt when the label of the last of them was known, epoch milliseconds
 * @param evidence of the one that takes over, see {@link Bets#evidence}
 * @param refusal why nothing changed; empty if it did
 */
public record Change(
    long after,
    long knownAt,
    String from,
    String to,
    Cause cause,
    double evidence,
    String refusal) {

  /** What brought it about. */
  public enum Cause {
    EVIDENCE,
    COMMAND,
    ROLLBACK
  }

  /** Whether another learner serves since. */
  public boolean holds() {
    return refusal.isEmpty();
  }

  public void write(StateWriter out) {
    out.putLong(after).putLong(knownAt).putText(from).putText(to);
    out.putByte(cause.ordinal()).putDouble(evidence).putText(refusal);
  }

  public static Change read(StateReader in) {
    long after = in.getLong();
    long knownAt = in.getLong();
    String from = in.getText();
    String to = in.getText();
    int cause = in.getByte();
    if (cause < 0 || cause >= Cause.values().length) {
      throw new IllegalArgumentException(
          "state holds a change of the cause " + cause + ", expected 0 to 2: it is damaged");
    }
    return new Change(
        after, knownAt, from, to, Cause.values()[cause], in.getDouble(), in.getText());
  }
}
