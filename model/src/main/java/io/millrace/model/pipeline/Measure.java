package io.millrace.model.pipeline;

import java.util.HashSet;
import java.util.List;

/**
 * What is measured of a pipeline's scores.
 *
 * @param metrics names, of {@link #METRICS}
 * @param precisionAt the daily precision, or null
 */
public record Measure(List<String> metrics, PrecisionAt precisionAt) {
  /** Metrics that take no settings of their own. */
  public static final List<String> METRICS =
      List.of("auc_roc", "average_precision", "log_loss", "brier", "calibration_error");

  public Measure {
    metrics = List.copyOf(metrics);
    for (String metric : metrics) {
      Settings.require(
          METRICS.contains(metric), "measure", metric, "one of " + String.join(", ", METRICS));
    }
    Settings.require(
        new HashSet<>(metrics).size() == metrics.size(), "measure", metrics, "each metric once");
  }
}
