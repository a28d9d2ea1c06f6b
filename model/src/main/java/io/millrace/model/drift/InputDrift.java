package io.millrace.model.drift;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Drift of what a model is given and of what it says: windows of events, each feature compared with
 * its own reference. An instance's own, never part of a replica.
 *
 * <p>A feature's reference are its last windows as before: {@value #LEAST_WINDOWS} to {@value
 * #MOST_WINDOWS}, spread evenly over {@code span} of event time, so that cycles no longer than that
 * are part of it. It moves on with the stream: what grows or falls as evenly as within the
 * reference is no drift. An episode begins with the second window in a row that differs (of the
 * score, with the fourth) and ends with the second that does not; windows that differ for as long
 * as a reference takes become the reference and end it.
 *
 * <p>Expected run length: thresholds are set so that chance alone makes less than one episode in
 * {@code every} events over all features: each of a window's four tests a feature may err with a
 * probability of window / (4 every features), and an episode takes two windows.
 *
 * <p>Cost: O(window log cells) a feature and window, some 20 ns a value; some 5 ms a feature when
 * its reference moves on, at most {@value #MOST_WINDOWS} times a span; 4 B a value of the
 * reference. Blind to what changes more slowly than in a span. Not thread-safe.
 */
public final class InputDrift {
  public static final int LEAST_WINDOWS = 8;
  public static final int MOST_WINDOWS = 16;

  /** A model that has just learnt something says something else for a while. */
  private static final int SCORES_IN_A_ROW = 4;

  /**
   * A feature to watch.
   *
   * @param category whether its values are names rather than quantities
   * @param warmup event time, milliseconds from the first event on, until its histories are full
   */
  public record Watched(String name, boolean category, long warmup) {}

  /**
   * How a feature does.
   *
   * @param comparison of the newest window; NaNs before there is a reference
   * @param excess by how many times the worst number exceeds what it may be; above 1 is drift
   */
  public record State(String name, Comparison comparison, double excess, boolean drifts) {}

  private final List<Column> columns = new ArrayList<>();
  private final double probability;
  private final long spacing;
  private long firstTime = Long.MAX_VALUE;

  /**
   * @param watched in the order of a row; the last is the score
   * @param window events a window
   * @param every least expected events between two false episodes
   * @param span event time that a reference covers at least, milliseconds; 0 for none
   */
  public InputDrift(List<Watched> watched, int window, double every, long span) {
    spacing = span / MOST_WINDOWS;
    for (int i = 0; i < watched.size(); i++) {
      columns.add(
          new Column(watched.get(i), i == watched.size() - 1 ? Episode.SCORE : Episode.INPUT));
    }
    probability = Math.min(0.01, window / (4 * every * watched.size()));
  }

  /**
   * The next window.
   *
   * @param rows events one after the other, each with a value for every feature
   * @param from event time of the median, epoch milliseconds: one stale event moves no window
   * @param now when, epoch milliseconds, for the episodes
   * @return episodes that begin or end with it
   */
  public List<Episode> add(float[] rows, long from, long now) {
    firstTime = Math.min(firstTime, from);
    List<Episode> told = new ArrayList<>();
    int width = columns.size();
    for (int i = 0; i < width; i++) {
      Column column = columns.get(i);
      if (from - firstTime < column.watched.warmup()) continue;
      float[] values = new float[rows.length / width];
      for (int row = 0; row < values.length; row++) values[row] = rows[row * width + i];
      column.add(values, from, now).ifPresent(told::add);
    }
    return told;
  }

  public List<State> states() {
    return columns.stream().map(Column::state).toList();
  }

  private final class Column {
    private final Watched watched;
    private final String kind;
    private final int needed;
    private final Windows usual = new Windows();
    private final Windows unusual = new Windows();
    private Reference reference;
    private Comparison comparison = Comparison.NONE;
    private double excess = Double.NaN;
    private int inARow;
    private Episode open;

    Column(Watched watched, String kind) {
      this.watched = watched;
      this.kind = kind;
      needed = kind.equals(Episode.SCORE) ? SCORES_IN_A_ROW : 2;
    }

    State state() {
      return new State(watched.name(), comparison, excess, open != null);
    }

    Optional<Episode> add(float[] values, long from, long now) {
      if (reference == null) {
        usual.take(values, from);
        if (usual.suffice()) reference = usual.reference(watched.category());
        return Optional.empty();
      }
      comparison = reference.compare(values);
      excess = reference.excess(comparison, values.length, probability);
      boolean differs = excess > 1;
      if (open != null) return differs ? adopt(values, from, now) : maybeEnd(now);
      if (differs) return begin(now);
      inARow = 0;
      if (usual.take(values, from)) reference = usual.reference(watched.category());
      return Optional.empty();
    }

    private Optional<Episode> begin(long now) {
      if (++inARow < needed) return Optional.empty();
      inARow = 0;
      open =
          new Episode(kind, watched.name(), now, Episode.OPEN, excess, reference.told(comparison));
      return Optional.of(open);
    }

    private Optional<Episode> adopt(float[] values, long from, long now) {
      inARow = 0;
      String told = reference.told(comparison);
      unusual.take(values, from);
      if (!unusual.suffice()) return Optional.empty();
      usual.become(unusual);
      reference = usual.reference(watched.category());
      return end(now, "adopted as the new reference: " + told);
    }

    private Optional<Episode> maybeEnd(long now) {
      unusual.clear();
      return ++inARow < 2 ? Optional.empty() : end(now, "as before: " + reference.told(comparison));
    }

    private Optional<Episode> end(long now, String why) {
      Episode ended = open.endedAt(now, why);
      open = null;
      inARow = 0;
      return Optional.of(ended);
    }
  }

  /** The newest windows of a column, {@code spacing} of event time apart. */
  private final class Windows {
    private final Deque<float[]> kept = new ArrayDeque<>();
    private long first;
    private long last;

    /** Whether it was far enough from the one before. */
    boolean take(float[] values, long from) {
      if (kept.isEmpty()) first = from;
      else if (from - last < spacing) return false;
      last = from;
      kept.addLast(values);
      if (kept.size() > MOST_WINDOWS) kept.removeFirst();
      return true;
    }

    boolean suffice() {
      return kept.size() >= LEAST_WINDOWS && last - first >= spacing * (MOST_WINDOWS - 1);
    }

    Reference reference(boolean category) {
      return new Reference(List.copyOf(kept), category);
    }

    void become(Windows other) {
      kept.clear();
      kept.addAll(other.kept);
      first = other.first;
      last = other.last;
      other.clear();
    }

    void clear() {
      kept.clear();
    }
  }
}
