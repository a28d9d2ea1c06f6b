package io.millrace.stream.observe;

import java.util.Map;

/**
 * What one pipeline did here since the process started.
 *
 * @param latency events at most as slow as each of {@link #latencyBounds}
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never changed.
public record Counts(
    double events,
    double scores,
    double alerts,
    double labels,
    double examples,
    double[] latency,
    Map<String, Double> outcomes) {
  /** Upper bounds of the latency's buckets, milliseconds, ascending. */
  public static double[] latencyBounds() {
    return Buckets.workMillis();
  }
}
