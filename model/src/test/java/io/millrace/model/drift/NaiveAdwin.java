package io.millrace.model.drift;

import java.util.ArrayList;
import java.util.List;

/** ADWIN that keeps every value of its window and computes each mean and variance anew. */
final class NaiveAdwin {
  private final double delta;
  private final int clock;
  private final List<List<Double>> buckets = new ArrayList<>(); // oldest first
  private long seen;

  NaiveAdwin(double delta, int clock) {
    this.delta = delta;
    this.clock = clock;
  }

  boolean add(double value) {
    buckets.add(List.of(value));
    compress();
    if (++seen % clock != 0 || window().size() <= 10) return false;
    boolean changed = false;
    while (cut()) {
      buckets.remove(0);
      changed = true;
    }
    return changed;
  }

  List<Double> window() {
    return buckets.stream().flatMap(List::stream).toList();
  }

  static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).sum() / values.size();
  }

  static double variance(List<Double> values) {
    double mean = mean(values);
    return values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / values.size();
  }

  private void compress() {
    for (int size = 1; ; size *= 2) {
      int wanted = size;
      List<Integer> same = new ArrayList<>();
      for (int i = 0; i < buckets.size(); i++) {
        if (buckets.get(i).size() == wanted) same.add(i);
      }
      if (same.size() <= 5) return;
      List<Double> merged = new ArrayList<>(buckets.get(same.get(0)));
      merged.addAll(buckets.get(same.get(1)));
      buckets.set(same.get(0), merged);
      buckets.remove((int) same.get(1));
    }
  }

  private boolean cut() {
    List<Double> window = window();
    double dd = StrictMath.log(2 * StrictMath.log(window.size()) / delta);
    double variance = variance(window);
    int edge = 0;
    for (List<Double> bucket : buckets) {
      edge += bucket.size();
      int rest = window.size() - edge;
      if (edge <= 5 || rest <= 5) continue;
      double m = 1.0 / (edge - 4) + 1.0 / (rest - 4);
      double epsilon = Math.sqrt(2 * m * variance * dd) + 2.0 / 3 * dd * m;
      double distance = mean(window.subList(0, edge)) - mean(window.subList(edge, window.size()));
      if (Math.abs(distance) > epsilon) return true;
    }
    return false;
  }
}
