package io.millrace.it;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The shipped pipeline with a learner of every kind there is, side by side on one log, and more of
 * the features that an entity's history gives.
 */
final class EveryLearner {
  private static final String LOGISTIC = "kind: logistic, update: ftrl, rate: 0.3, hash_bits: 12";
  private static final String NETWORK = "embedding: 4, hidden: [8], rate: 0.05, hash_bits: 12";
  private static final List<String> ALL =
      List.of(
          "name: ftrl, " + LOGISTIC,
          "name: adagrad, kind: logistic, update: adagrad, rate: 0.1, hash_bits: 12",
          "name: machine, kind: factorization_machine, factors: 4, rate: 0.05, hash_bits: 12",
          "name: network, kind: perceptron, " + NETWORK,
          "name: wide, kind: wide_and_deep, " + NETWORK,
          "name: tree, kind: hoeffding_tree, grace: 20, confidence: 0.01",
          "name: bagging, kind: forest, method: leveraging_bagging, trees: 3, grace: 20",
          "name: forest, kind: forest, method: adaptive_random_forest, trees: 3, grace: 20",
          "name: all, kind: ensemble, members: [{" + LOGISTIC + "}, {kind: hoeffding_tree}]");

  private static final String TAKES =
      "[usual_ratio(amount), usual_zscore(amount), outlier_count(amount), outlier_max(amount),"
          + " zscore(amount), distinct(terminal_id), first_time(terminal_id), decayed_count,"
          + " decayed_ratio(amount)]";

  private EveryLearner() {}

  /** The first of them serves at the beginning. */
  static Pipeline sideBySide(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("features[1].take", TAKES);
    all.put("learner", "null");
    all.put("learners", "[{" + String.join("}, {", ALL) + "}]");
    return PipelineFile.read(Path.of("fraud.yaml"), all);
  }
}
