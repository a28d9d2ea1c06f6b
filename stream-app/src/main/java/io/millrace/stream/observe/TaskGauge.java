package io.millrace.stream.observe;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.DoubleStream;

/** A gauge that the tasks of one instance make together. Thread-safe. */
public final class TaskGauge {
  private final Map<Integer, Long> parts = new ConcurrentHashMap<>();
  private final Fold fold;

  /** How the tasks' values become one; least and greatest of none are NaN. */
  enum Fold {
    SUM,
    MIN,
    MAX
  }

  TaskGauge(Fold fold) {
    this.fold = fold;
  }

  /** What the task of a partition has now. */
  public void set(int partition, long value) {
    parts.put(partition, value);
  }

  /** The task of a partition has left this instance. */
  public void remove(int partition) {
    parts.remove(partition);
  }

  double get() {
    DoubleStream values = parts.values().stream().mapToDouble(Long::doubleValue);
    return switch (fold) {
      case SUM -> values.sum();
      case MIN -> values.min().orElse(Double.NaN);
      case MAX -> values.max().orElse(Double.NaN);
    };
  }
}
