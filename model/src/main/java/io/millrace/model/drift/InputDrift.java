package io.millrace.model.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Drift of what a model is given and of what it says: windows of events, each feature compared with
 * its own reference. An instance's own, never part of a replica.
 *
 * <p>The first {@value #REFERENCE_WINDOWS} windows after a feature's warm-up are its reference. An
 * episode begins with the second window in a row that differs and ends with the second that does
 * not; after {@value #ADOPTED_AFTER} that differ, they become the reference and the episode ends.
 *
 * <p>Expected run length: thresholds are set so that chance alone makes less than one episode in
 * {@code every} events over all features: each of a window's four tests a feature may err with a
 * probability of window / (4 every features), and an episode takes two windows.
 *
 * <p>Cost: O(window log cells) a feature and window, some 20 ns a value; while a reference is
 * collected, 4 B a value. Not thread-safe.
 */
public final class InputDrift {
  public static final int REFERENCE_WINDOWS = 8;
  public static final int ADOPTED_AFTER = 8;

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
  private long firstTime = Long.MAX_VALUE;

  /**
   * @param watched in the order of a row; the last is the score
   * @param window events a window
   * @param every least expected events between two false episodes
   */
  public InputDrift(List<Watched> watched, int window, double every) {
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
   * @param from event time of the earliest, epoch milliseconds
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
      column.add(values, now).ifPresent(told::add);
    }
    return told;
  }

  public List<State> states() {
    return columns.stream().map(Column::state).toList();
  }

  private final class Column {
    private final Watched watched;
    private final String kind;
    private final List<float[]> collected = new ArrayList<>();
    private Reference reference;
    private Comparison comparison = Comparison.NONE;
    private double excess = Double.NaN;
    private int inARow;
    private Episode open;

    Column(Watched watched, String kind) {
      this.watched = watched;
      this.kind = kind;
    }

    State state() {
      return new State(watched.name(), comparison, excess, open != null);
    }

    Optional<Episode> add(float[] values, long now) {
      if (reference == null) {
        collect(values, REFERENCE_WINDOWS);
        return Optional.empty();
      }
      comparison = reference.compare(values);
      excess = reference.excess(comparison, values.length, probability);
      boolean differs = excess > 1;
      if (open == null) return begin(differs, now);
      if (differs) return adopt(values, now);
      collected.clear();
      return ++inARow < 2 ? Optional.empty() : end(now, "as before: " + reference.told(comparison));
    }

    private Optional<Episode> begin(boolean differs, long now) {
      inARow = differs ? inARow + 1 : 0;
      if (inARow < 2) return Optional.empty();
      inARow = 0;
      open =
          new Episode(kind, watched.name(), now, Episode.OPEN, excess, reference.told(comparison));
      return Optional.of(open);
    }

    private Optional<Episode> adopt(float[] values, long now) {
      inARow = 0;
      String told = reference.told(comparison);
      return collect(values, ADOPTED_AFTER)
          ? end(now, "adopted as the new reference: " + told)
          : Optional.empty();
    }

    private Optional<Episode> end(long now, String why) {
      Episode ended = open.endedAt(now, why);
      open = null;
      inARow = 0;
      return Optional.of(ended);
    }

    /** Whether there were enough, which are now the reference. */
    private boolean collect(float[] values, int enough) {
      collected.add(values);
      if (collected.size() < enough) return false;
      reference = new Reference(collected, watched.category());
      collected.clear();
      return true;
    }
  }
}
