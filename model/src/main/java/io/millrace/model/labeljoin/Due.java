package io.millrace.model.labeljoin;

import io.millrace.model.event.Label;

/**
 * An entry of the due index: something to do for an event id when the label clock reaches {@code
 * at}. Ordered by (at, kind, event time, id by code point, sequence, channel, positive): of things
 * due at the same moment labels come before horizons, and older events before newer ones.
 *
 * @param at epoch milliseconds
 * @param eventTime of the event, epoch milliseconds; {@link #UNKNOWN} where it is not known
 * @param id of the event
 * @param sequence of a held label, different for each held label of one event; else 0
 * @param positive what a held label says; else false
 * @param channel who says it, 0 to 100; else 0
 */
public record Due(
    long at, Kind kind, long eventTime, String id, long sequence, boolean positive, int channel)
    implements Comparable<Due> {
  /** Of a pipeline with one channel of labels. */
  public Due(long at, Kind kind, long eventTime, String id, long sequence, boolean positive) {
    this(at, kind, eventTime, id, sequence, positive, 0);
  }

  /** The event time of an event that has not been seen. */
  public static final long UNKNOWN = Long.MIN_VALUE;

  /** What is due; the order is the one among things due at the same moment. */
  public enum Kind {
    /** A held label becomes known. */
    LABEL,
    /** An event has waited long enough for its label. */
    HORIZON,
    /** A closed event or an early label is dropped. */
    FORGET,
    /** An event that has no label yet counts as negative. */
    PROVISIONAL
  }

  static Due label(Label label, long eventTime) {
    return new Due(
        label.knownAt(),
        Kind.LABEL,
        eventTime,
        label.eventId(),
        label.sequence(),
        label.positive(),
        label.channel());
  }

  static Due horizon(long at, long eventTime, String id) {
    return new Due(at, Kind.HORIZON, eventTime, id, 0, false);
  }

  static Due forget(long at, long eventTime, String id) {
    return new Due(at, Kind.FORGET, eventTime, id, 0, false);
  }

  static Due provisional(long at, long eventTime, String id) {
    return new Due(at, Kind.PROVISIONAL, eventTime, id, 0, false);
  }

  @Override
  public int compareTo(Due other) {
    int order = Long.compare(at, other.at);
    if (order == 0) {
      order = kind.compareTo(other.kind);
    }
    if (order == 0) {
      order = Long.compare(eventTime, other.eventTime);
    }
    if (order == 0) {
      order = compareCodePoints(id, other.id);
    }
    if (order == 0) {
      order = Long.compare(sequence, other.sequence);
    }
    if (order == 0) {
      order = Integer.compare(channel, other.channel);
    }
    return order == 0 ? Boolean.compare(positive, other.positive) : order;
  }

  /** The order of the texts' UTF-8 bytes, which stores on disk have. */
  private static int compareCodePoints(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // Surrogates stand for code points above all other chars, but sort below U+E000..U+FFFF.
        return Character.isSurrogate(x) == Character.isSurrogate(y)
            ? Character.compare(x, y)
            : Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y));
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
