package io.millrace.stream.observe;

import io.millrace.model.decide.BudgetDrift;
import io.millrace.model.event.ScoredEvent;
import java.util.Arrays;

/**
 * Scored events that are compared together: what each score was made of, the score, and which were
 * alerts. Adding copies and allocates only for alerts. Not thread-safe.
 */
public final class ScoredWindow {
  private final int events;
  private final int width;
  private final double initialThreshold;
  private final float[] rows;
  private final long[] times;
  private long[] alertTimes = new long[16];
  private long[] entities = new long[16];
  private int filled;
  private int alerts;
  private boolean learnt = true;
  private boolean sorted;

  /**
   * @param events how many belong together
   * @param width values of a row: one a feature that has a value, and the score
   * @param initialThreshold what is no learnt threshold; NaN where none is
   */
  ScoredWindow(int events, int width, double initialThreshold) {
    this.events = events;
    this.width = width;
    this.initialThreshold = initialThreshold;
    rows = new float[events * width];
    times = new long[events];
  }

  /** Whether it is full with it. */
  public boolean add(ScoredEvent event) {
    int row = filled * width;
    double raw = event.rawScores()[0];
    System.arraycopy(event.values(), 0, rows, row, width - 1);
    rows[row + width - 1] = (float) raw;
    times[filled] = event.eventTime();
    if (event.threshold() == initialThreshold) learnt = false;
    if (raw >= event.threshold()) alert(event);
    return ++filled == events;
  }

  private void alert(ScoredEvent event) {
    if (alerts == alertTimes.length) {
      alertTimes = Arrays.copyOf(alertTimes, 2 * alerts);
      entities = Arrays.copyOf(entities, 2 * alerts);
    }
    alertTimes[alerts] = event.eventTime();
    entities[alerts++] = event.budgetEntity();
  }

  float[] rows() {
    return rows;
  }

  /** Event time of the median: one stale event moves no window. */
  long median() {
    return sortedTimes()[events / 2];
  }

  private long[] sortedTimes() {
    if (!sorted) Arrays.sort(times);
    sorted = true;
    return times;
  }

  /** Share of the events that were alerts. */
  double alertShare() {
    return (double) alerts / events;
  }

  BudgetDrift.Window alerts() {
    return new BudgetDrift.Window(
        sortedTimes(), Arrays.copyOf(alertTimes, alerts), Arrays.copyOf(entities, alerts), learnt);
  }
}
