package io.millrace.model.drift;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One thing that is watched in windows, each compared with the last ones as before: {@value
 * #LEAST_WINDOWS} to {@value #MOST_WINDOWS} of them, spread evenly over a span of event time, so
 * that cycles no longer than that are among them. They move on with the stream.
 *
 * <p>An episode begins when enough windows in a row differ and ends with the second that does not;
 * windows that differ for as long as a reference takes become the reference and end it. Fewer in a
 * row, that differ by no more than {@value #ODD} times what they may, are compared with from then
 * on: without them a weekend that differs a little would differ anew each week. One that differs
 * more is forgotten: it would hide the next. Not thread-safe.
 *
 * @param <W> a window
 */
abstract class AgainstPast<W> {
  static final int LEAST_WINDOWS = 8;
  static final int MOST_WINDOWS = 16;

  /** Windows in a row as before that end an episode. */
  private static final int OVER = 2;

  /** A window that differs alone, and by no more than so many times what it may, was usual. */
  private static final double ODD = 4;

  private final String kind;
  private final String subject;
  private final int needed;
  private final long spacing;
  private final Windows usual = new Windows();
  private final Windows unusual = new Windows();

  /** The newest windows, in a row, that differ without an episode. */
  private final Deque<Dated<W>> doubtful = new ArrayDeque<>();

  private boolean known;
  private double excess = Double.NaN;
  private int inARow;
  private Episode open;

  /**
   * A window and its event time, epoch milliseconds.
   *
   * @param <W> a window
   */
  private record Dated<W>(W window, long from) {}

  /**
   * @param needed windows in a row that differ and begin an episode
   * @param span event time that the windows to compare with cover at least, milliseconds; 0 for
   *     none
   */
  AgainstPast(String kind, String subject, int needed, long span) {
    this.kind = kind;
    this.subject = subject;
    this.needed = needed;
    spacing = span / MOST_WINDOWS;
  }

  /** From now on these are compared with, oldest first. */
  abstract void refer(List<W> windows);

  /** By how many times a window differs more than it may; above 1 is drift. */
  abstract double compare(W window);

  /** In words: how the window compared last differs. */
  abstract String told();

  /**
   * The next window.
   *
   * @param from event time, epoch milliseconds
   * @param now when, epoch milliseconds, for the episode
   * @return an episode that begins or ends with it
   */
  final Optional<Episode> next(W window, long from, long now) {
    if (!known) {
      usual.take(window, from);
      if (usual.suffice()) refer();
      return Optional.empty();
    }
    excess = compare(window);
    boolean differs = excess > 1;
    if (open != null) return differs ? adopt(window, from, now) : maybeEnd(now);
    if (differs) return maybeBegin(window, from, now);
    inARow = 0;
    // What differed alone was no drift: the next weekend may look like it.
    boolean more = usual.takeAll(doubtful);
    if (usual.take(window, from) || more) refer();
    return Optional.empty();
  }

  private void refer() {
    known = true;
    refer(List.copyOf(usual.kept));
  }

  private Optional<Episode> maybeBegin(W window, long from, long now) {
    if (++inARow < needed) {
      if (excess <= ODD) doubtful.addLast(new Dated<>(window, from));
      return Optional.empty();
    }
    inARow = 0;
    doubtful.clear();
    open = new Episode(kind, subject, now, Episode.OPEN, excess, told());
    return Optional.of(open);
  }

  private Optional<Episode> adopt(W window, long from, long now) {
    inARow = 0;
    String told = told();
    unusual.take(window, from);
    if (!unusual.suffice()) return Optional.empty();
    usual.become(unusual);
    refer();
    return end(now, "adopted as the new reference: " + told);
  }

  private Optional<Episode> maybeEnd(long now) {
    unusual.kept.clear();
    return ++inARow < OVER ? Optional.empty() : end(now, "as before: " + told());
  }

  private Optional<Episode> end(long now, String why) {
    Episode ended = open.endedAt(now, why);
    open = null;
    inARow = 0;
    return Optional.of(ended);
  }

  /** Of the newest window; NaN before there is something to compare with. */
  final double excess() {
    return excess;
  }

  /** Whether an episode lasts. */
  final boolean drifts() {
    return open != null;
  }

  /** The newest windows, {@code spacing} of event time apart. */
  private final class Windows {
    private final Deque<W> kept = new ArrayDeque<>();
    private long first;
    private long last;

    /** Whether it was far enough from the one before. */
    boolean take(W window, long from) {
      if (kept.isEmpty()) first = from;
      else if (from - last < spacing) return false;
      last = from;
      kept.addLast(window);
      if (kept.size() > MOST_WINDOWS) kept.removeFirst();
      return true;
    }

    /** The same of some, oldest first, which are then handed over. */
    boolean takeAll(Deque<Dated<W>> windows) {
      boolean any = false;
      while (!windows.isEmpty()) {
        Dated<W> next = windows.removeFirst();
        any |= take(next.window(), next.from());
      }
      return any;
    }

    boolean suffice() {
      return kept.size() >= LEAST_WINDOWS && last - first >= spacing * (MOST_WINDOWS - 1);
    }

    void become(Windows other) {
      kept.clear();
      kept.addAll(other.kept);
      first = other.first;
      last = other.last;
      other.kept.clear();
    }
  }
}
