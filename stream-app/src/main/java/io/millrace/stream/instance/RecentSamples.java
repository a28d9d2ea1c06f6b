package io.millrace.stream.instance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.stream.observe.Counts;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The last minutes of a pipeline as numbers that a chart can show: rates and quantiles are of the
 * last ten seconds. Not thread-safe.
 *
 * <pre>
 * A sample: time (epoch ms), events/s, labels/s, p50 ms, p99 ms, lag, AUC, average precision, log
 * loss, calibration error, alerts/s, hit rate after the fact, hit rate as shown; null for none.
 * </pre>
 */
final class RecentSamples {
  /** Numbers of a sample that the model says. */
  static final int OF_MODEL = 7;

  private static final int KEPT = 360;
  private static final long OVER_MS = 10_000;

  private final Deque<ArrayNode> samples = new ArrayDeque<>();
  private final Deque<Counted> counted = new ArrayDeque<>();

  private record Counted(long time, Counts counts) {}

  /**
   * The next one.
   *
   * @param model lag, AUC, average precision, log loss, calibration error, hit rates; NaN for none
   */
  ArrayNode add(long time, Counts counts, double[] model) {
    counted.addLast(new Counted(time, counts));
    while (counted.size() > 2 && time - counted.getFirst().time() > OVER_MS) counted.removeFirst();
    Counted first = counted.getFirst();
    double seconds = (time - first.time()) / 1e3;
    double[] latency = counts.latency().clone();
    for (int i = 0; i < latency.length; i++) latency[i] -= first.counts().latency()[i];
    ArrayNode sample = JsonNodeFactory.instance.arrayNode();
    sample.add(time);
    put(sample, (counts.events() - first.counts().events()) / seconds);
    put(sample, (counts.labels() - first.counts().labels()) / seconds);
    put(sample, quantile(latency, 0.5));
    put(sample, quantile(latency, 0.99));
    for (int i = 0; i < 5; i++) put(sample, model[i]);
    put(sample, (counts.alerts() - first.counts().alerts()) / seconds);
    put(sample, model[5]);
    put(sample, model[6]);
    samples.addLast(sample);
    if (samples.size() > KEPT) samples.removeFirst();
    return sample;
  }

  /** All that is kept, the oldest first. */
  ArrayNode json() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    samples.forEach(all::add);
    return all;
  }

  /**
   * Within its bucket as if all values of it lay evenly; NaN of none.
   *
   * @param atMost how many are at most each bound
   */
  static double quantile(double[] atMost, double share) {
    double[] bounds = Counts.latencyBounds();
    if (atMost.length == 0 || atMost[atMost.length - 1] <= 0) return Double.NaN;
    double wanted = share * atMost[atMost.length - 1];
    int at = 0;
    while (atMost[at] < wanted) at++;
    if (at >= bounds.length) return bounds[bounds.length - 1];
    double below = at == 0 ? 0 : atMost[at - 1];
    double lower = at == 0 ? 0 : bounds[at - 1];
    return lower + (bounds[at] - lower) * (wanted - below) / (atMost[at] - below);
  }

  private static void put(ArrayNode sample, double value) {
    if (Double.isFinite(value)) sample.add(value);
    else sample.addNull();
  }
}
