package io.millrace.model.feature;

import io.millrace.model.event.LabelFact;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * What labels have said of one entity. Windows go by the time a label was known; the streak goes by
 * arrival, so a label that arrives late (known before the newest) counts where it belongs in
 * windows, and as the newest in the streak.
 *
 * <p>A correction takes the assumed negative of the same event out of the windows where it is still
 * held as an entry of its own (not yet merged, not expired), and enters as a positive of its own
 * time. The streak the negative ended stays ended, and the last negative stays known.
 */
final class LabelHistory {
  private static final long NEVER = Long.MIN_VALUE;
  private static final int POSITIVE = 1;
  private static final int ASSUMED = 2;

  private final long span;
  private final Timeline entries;
  private int streak;
  private long streakSince = NEVER;
  private long lastPositive = NEVER;
  private long lastNegative = NEVER;

  LabelHistory(HistoryLayout layout) {
    span = layout.labelSpan();
    entries = layout.labels();
  }

  /**
   * @param newestEvent time of the entity's newest event; labels known a span or more before it are
   *     in no window of it or a later one
   */
  void learn(LabelFact fact, long newestEvent) {
    int id = (int) TextHash.of(fact.eventId()) & ~(POSITIVE | ASSUMED);
    if (fact.correction()) {
      entries.remove(id | ASSUMED);
    }
    long knownAt = fact.knownAt();
    if (span > 0 && (newestEvent == NEVER || knownAt > newestEvent - span)) {
      entries.add(knownAt, id | (fact.positive() ? POSITIVE : 0) | (fact.assumed() ? ASSUMED : 0));
    }
    if (!fact.positive()) {
      streak = 0;
      lastNegative = Math.max(lastNegative, knownAt);
      return;
    }
    if (streak++ == 0) {
      streakSince = knownAt;
    }
    lastPositive = Math.max(lastPositive, knownAt);
  }

  /** Takes the negative out that had been assumed of a corrected event, and nothing in. */
  void retract(LabelFact fact) {
    if (fact.correction()) {
      entries.remove((int) TextHash.of(fact.eventId()) & ~(POSITIVE | ASSUMED) | ASSUMED);
    }
  }

  void dropUpTo(long time) {
    entries.dropUpTo(time, NEVER);
  }

  /** Labels however late they were known; a window of them starts anywhere and never ends. */
  Timeline entries() {
    return entries;
  }

  int size() {
    return entries.size();
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

  long last() {
    return Math.max(lastPositive, lastNegative);
  }

  void write(StateWriter out) {
    out.putInt(streak).putLong(streakSince).putLong(lastPositive).putLong(lastNegative);
    entries.write(out);
  }

  void read(StateReader in) {
    streak = in.getInt();
    streakSince = in.getLong();
    lastPositive = in.getLong();
    lastNegative = in.getLong();
    entries.read(in);
  }
}
