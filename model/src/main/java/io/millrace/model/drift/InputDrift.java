package io.millrace.model.drift;

import java.util.ArrayList;
import java.util.List;

/**
 * Drift of what a model is given and of what it says: windows of events, each feature compared with
 * its own reference. An instance's own, never part of a replica.
 *
 * <p>A feature's reference are its last windows as before, 8 to 16 spread evenly over {@code span}
 * of event time, so that cycles no longer than that are part of it. It moves on with the stream:
 * what grows or falls as evenly as within the reference is no drift. An episode begins with the
 * second window in a row that differs (of the score, with the fourth) and ends with the second that
 * does not; windows that differ for as long as a reference takes become the reference and end it.
 *
 * <p>Expected run length: thresholds are set so that chance alone makes less than one episode in
 * {@code every} events over all features: each of a window's four tests a feature may err with a
 * probability of window / (4 every features), and an episode takes two windows.
 *
 * <p>Cost: O(window log cells) a feature and window, some 20 ns a value; some 5 ms a feature when
 * its reference moves on, at most 16 times a span; 4 B a value of the reference. Blind to what
 * changes more slowly than in a span. Not thread-safe.
 */
public final class InputDrift {
  /**
   * Windows of scores in a row: a model that has just learnt something says something else for a
   * while.
   */
  private static final int SCORES = 4;

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
   * @param span event time that a reference covers at least, milliseconds; 0 for none
   */
  public InputDrift(List<Watched> watched, int window, double every, long span) {
    for (int i = 0; i < watched.size(); i++) {
      columns.add(new Column(watched.get(i), i == watched.size() - 1, span));
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
      column.next(values, from, now).ifPresent(told::add);
    }
    return told;
  }

  public List<State> states() {
    return columns.stream().map(Column::state).toList();
  }

  private final class Column extends AgainstPast<float[]> {
    private final Watched watched;
    private Reference reference;
    private Comparison comparison = Comparison.NONE;

    Column(Watched watched, boolean score, long span) {
      super(score ? Episode.SCORE : Episode.INPUT, watched.name(), score ? SCORES : 2, span);
      this.watched = watched;
    }

    @Override
    void refer(List<float[]> windows) {
      reference = new Reference(windows, watched.category());
    }

    @Override
    double compare(float[] window) {
      comparison = reference.compare(window);
      return reference.excess(comparison, window.length, probability);
    }

    @Override
    String told() {
      return reference.told(comparison);
    }

    State state() {
      return new State(watched.name(), comparison, excess(), drifts());
    }
  }
}
