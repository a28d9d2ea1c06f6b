package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.evaluate.ConstantRate;
import io.millrace.model.metric.Evaluation;
import io.millrace.model.metric.ReliabilityBin;

/** Measured quality as JSON; what is not defined is null. */
final class Qualities {
  private Qualities() {}

  static ObjectNode json(Evaluation.Result quality) {
    ObjectNode metrics = JsonNodeFactory.instance.objectNode();
    metrics.put("events", quality.events());
    metrics.put("positives", quality.positives());
    put(metrics, "auc_roc", quality.aucRoc());
    put(metrics, "average_precision", quality.averagePrecision());
    put(metrics, "log_loss", quality.logLoss());
    put(metrics, "brier", quality.brier());
    put(metrics, "calibration_error", quality.calibrationError());
    quality
        .precisionAtK()
        .ifPresent(
            at ->
                put(
                    metrics.putObject("precision_at_k").put("k", at.k()).put("per", at.per()),
                    "value",
                    at.value()));
    ArrayNode reliability = metrics.putArray("reliability");
    for (ReliabilityBin bin : quality.reliability()) {
      reliability.addPOJO(bin);
    }
    return metrics;
  }

  static ObjectNode json(ConstantRate.Result quality) {
    ObjectNode metrics = JsonNodeFactory.instance.objectNode();
    metrics.put("model", "constant_rate");
    put(metrics, "auc_roc", quality.aucRoc());
    put(metrics, "average_precision", quality.averagePrecision());
    put(metrics, "log_loss", quality.logLoss());
    put(metrics, "brier", quality.brier());
    return metrics;
  }

  private static void put(ObjectNode to, String key, double value) {
    if (Double.isFinite(value)) {
      to.put(key, value);
    } else {
      to.putNull(key);
    }
  }
}
