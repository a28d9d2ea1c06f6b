package io.millrace.stream.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The bodies of the server's answers. A number that is none (NaN) is null: JSON has no other. */
final class Answers {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Answers() {}

  static ObjectNode error(String what) {
    return JSON.objectNode().put("error", what);
  }

  /**
   * @param what is well or not, e.g. {@code ready}
   */
  static ObjectNode health(String what, Health health) {
    return with(JSON.objectNode(), what, health);
  }

  private static ObjectNode with(ObjectNode node, String what, Health health) {
    node.put(what, health.well());
    if (!health.reason().isEmpty()) node.put("reason", health.reason());
    return node;
  }

  static ObjectNode pipelines(List<PipelineState> states) {
    ObjectNode all = JSON.objectNode();
    var list = all.putArray("pipelines");
    for (PipelineState state : states) {
      ObjectNode one = list.addObject();
      one.put("name", state.name()).put("generation", state.generation());
      with(one, "ready", state.ready());
    }
    return all;
  }

  static ObjectNode replica(ReplicaState state) {
    ObjectNode all = JSON.objectNode();
    all.putObject("version")
        .put("log", state.version().log())
        .put("generation", state.version().generation())
        .put("offset", state.version().offset());
    all.put("examples", state.examples());
    all.put("sha256", state.sha256());
    all.put("caught_up", state.caughtUp());
    if (state.lists() != null) {
      lists(all, state.lists());
      return all;
    }
    put(all, "threshold", state.threshold());
    quality(all.putObject("quality"), state.quality());
    return all;
  }

  private static void lists(ObjectNode node, ReplicaState.Lists lists) {
    node.put("items", lists.items());
    ObjectNode quality = node.putObject("quality");
    quality.put("tests", lists.tests());
    put(quality, "hit_rate_10", lists.hitRate10());
    put(quality, "mrr_10", lists.mrr10());
    put(quality, "ndcg_10", lists.ndcg10());
    quality.put("shown_tests", lists.shownTests());
    put(quality, "shown_hit_rate_10", lists.shownHitRate10());
  }

  private static void quality(ObjectNode node, ReplicaState.Quality quality) {
    node.put("examples", quality.examples());
    put(node, "auc_roc", quality.aucRoc());
    put(node, "average_precision", quality.averagePrecision());
    put(node, "log_loss", quality.logLoss());
    put(node, "brier", quality.brier());
    put(node, "calibration_error", quality.calibrationError());
    ObjectNode baseline = node.putObject("baseline").put("model", "constant_rate");
    put(baseline, "auc_roc", quality.baseline().aucRoc());
    put(baseline, "average_precision", quality.baseline().averagePrecision());
    put(baseline, "log_loss", quality.baseline().logLoss());
    put(baseline, "brier", quality.baseline().brier());
  }

  private static void put(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) node.put(key, value);
    else node.putNull(key);
  }
}
