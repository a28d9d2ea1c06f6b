package io.millrace.model.feature;

import io.millrace.model.event.LabelFact;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * What labels have said of one entity: a timeline of when they were known, however late; and how
 * the last ones went. A window of it starts anywhere and never ends. Windows go by the time a label
 * was known; the streak goes by arrival, so a label that arrives late (known before the newest)
 * counts where it belongs in windows, and as the newest in the streak.
 *
 * <p>A correction takes what was told of the same event before, the assumed negative or the label
 * that it contradicts, out of the windows where it is still held as an entry of its own (not yet
 * merged, not expired), and enters as a label of its own time. The streak that a corrected negative
 * ended stays ended, the last negative or positive stays known, and a corrected positive ends the
 * streak like any negative.
 *
 * <p>Of a positive that something else explains in part, windows count what is left of it, and a
 * correction takes out what was counted. The streak and the times of the last labels need a yes or
 * no: it is a positive to them if at least half of it is left, else as if nothing had been told.
 */
final class LabelHistory extends Timeline {
  private static final long NEVER = Long.MIN_VALUE;

  private final long span;
  private int streak;
  private long streakSince = NEVER;
  private long lastPositive = NEVER;
  private long lastNegative = NEVER;

  LabelHistory(HistoryLayout layout) {
    // Labels may be dated at will, and are wide for it.
    super(1, true, layout.gradesLabels(), true);
    span = layout.labelSpan();
  }

  /**
   * @param newestEvent time of the entity's newest event; labels known a span or more before it are
   *     in no window of it or a later one
   * @param unexplained sixteenths of the label that count, 1 to {@link LabelTag#WHOLE}
   */
  void learn(LabelFact fact, long newestEvent, int unexplained) {
    int id = LabelTag.id(fact.eventId(), graded);
    if (fact.correction()) {
      replace(id, fact.positive());
    }
    long knownAt = fact.knownAt();
    if (span > 0 && (newestEvent == NEVER || knownAt > newestEvent - span)) {
      add(knownAt, LabelTag.of(id, fact.positive(), fact.assumed(), unexplained));
    }
    if (!fact.positive()) {
      streak = 0;
      lastNegative = Math.max(lastNegative, knownAt);
      return;
    }
    if (2 * unexplained < LabelTag.WHOLE) {
      return;
    }
    if (streak++ == 0) {
      streakSince = knownAt;
    }
    lastPositive = Math.max(lastPositive, knownAt);
  }

  /** Takes out what was told of a corrected event, and nothing in. */
  void retract(LabelFact fact) {
    if (fact.correction()) {
      replace(LabelTag.id(fact.eventId(), graded), fact.positive());
    }
  }

  private void replace(int id, boolean positive) {
    int mask = LabelTag.identity(graded);
    if (!remove(id | LabelTag.ASSUMED, mask)) {
      remove(positive ? id : id | LabelTag.POSITIVE, mask);
    }
  }

  void dropUpTo(long time) {
    dropUpTo(time, NEVER);
  }

  int streak() {
    return streak;
  }

  /** {@link Long#MIN_VALUE} if there is no streak. */
  long streakSince() {
    return streak == 0 ? NEVER : streakSince;
  }

  long lastPositive() {
    return lastPositive;
  }

  long lastNegative() {
    return lastNegative;
  }

  /** Of the labels that a last one is taken of. */
  long last() {
    return Math.max(lastPositive, lastNegative);
  }

  /** Of all labels that count, in part too. */
  long newest() {
    return graded ? Math.max(last(), newestUpTo(Long.MAX_VALUE, NEVER)) : last();
  }

  @Override
  void write(StateWriter out) {
    out.putInt(streak).putLong(streakSince).putLong(lastPositive).putLong(lastNegative);
    super.write(out);
  }

  @Override
  void read(StateReader in) {
    streak = in.getInt();
    streakSince = in.getLong();
    lastPositive = in.getLong();
    lastNegative = in.getLong();
    super.read(in);
  }
}
