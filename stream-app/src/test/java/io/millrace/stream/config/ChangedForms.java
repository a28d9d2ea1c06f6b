package io.millrace.stream.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Of each key that only another form of its section has two values, as overrides of a pipeline file
 * that scores, for a test.
 */
final class ChangedForms {
  /** By section and key: overrides before and after, one a line. */
  static final Map<String, List<String>> FORMS =
      new HashMap<>(
          Map.of(
              "decide.threshold",
              List.of("decide={threshold: 0.8}", "decide={threshold: 0.9}"),
              "logistic.initial_accumulator",
              List.of(
                  "learner={kind: logistic, update: adagrad, rate: 0.1, hash_bits: 18}",
                  "learner={kind: logistic, update: adagrad, rate: 0.1, hash_bits: 18,"
                      + " initial_accumulator: 1}"),
              "outliers.of",
              List.of(outliers("amount", 2, "60d"), outliers("tip", 2, "60d")),
              "outliers.above",
              List.of(outliers("amount", 2, "60d"), outliers("amount", 3, "60d")),
              "outliers.half_life",
              List.of(outliers("amount", 2, "60d"), outliers("amount", 2, "30d")),
              "outliers.retract",
              List.of(outliers("amount", 2, "60d"), outliers("amount", 2, "60d, retract: 64")),
              "explained.by",
              List.of(explained("mean(amount)", 2), explained("count", 2)),
              "explained.above",
              List.of(explained("count", 2), explained("count", 3)),
              "explained.wholly",
              List.of(explained("count", 2), explained("count", "2, wholly: 4")),
              "logistic.epsilon",
              List.of(
                  "learner={kind: logistic, update: adagrad, rate: 0.1, hash_bits: 18}",
                  "learner={kind: logistic, update: adagrad, rate: 0.1, hash_bits: 18, epsilon: 0.1}")));

  static {
    FORMS.put(
        "weight.positives",
        List.of("labels.weight={positives: 2}", "labels.weight={positives: 3}"));
    FORMS.put("weight.by", List.of(weight("amount", ""), weight("card.count.7d", "")));
    FORMS.put("weight.unit", List.of(weight("amount", ""), "labels.weight={by: amount, unit: 60}"));
    FORMS.put("weight.least", List.of(weight("amount", ""), weight("amount", ", least: 0.5")));
    FORMS.put("weight.most", List.of(weight("amount", ""), weight("amount", ", most: 9")));
    FORMS.put(
        "prior.follow",
        List.of("calibrate=platt\nprior={follow: 5000}", "calibrate=platt\nprior={follow: 2000}"));
    FORMS.put("drift.detector", List.of("drift={detector: adwin}", "drift={detector: hddm_a}"));
    FORMS.put(
        "drift.every",
        List.of("drift={detector: adwin}", "drift={detector: adwin, every: 100000}"));
    FORMS.put(
        "drift.reaction",
        List.of(
            "drift={detector: adwin}",
            "drift={detector: adwin, reaction: raise_rate, factor: 4, for: 20000}"));
    FORMS.put(
        "drift.factor",
        List.of(
            "drift={detector: adwin, reaction: raise_rate}",
            "drift={detector: adwin, reaction: raise_rate, factor: 2}"));
    FORMS.put(
        "drift.for",
        List.of(
            "drift={detector: adwin, reaction: raise_rate}",
            "drift={detector: adwin, reaction: raise_rate, for: 500}"));
    FORMS.put("promote.by", List.of(promote("by: evidence"), promote("by: command")));
    FORMS.put("promote.level", List.of(promote("level: 0.05"), promote("level: 0.01")));
    FORMS.put("promote.margin", List.of(promote("margin: 0"), promote("margin: 0.02")));
    FORMS.put(
        "promote.calibration_error",
        List.of(promote("calibration_error: 0.1"), promote("calibration_error: 0.2")));
    FORMS.put(
        "promote.calibration_share",
        List.of(promote("calibration_share: 0.3"), promote("calibration_share: 2")));
    FORMS.put("promote.alerts", List.of(promote("alerts: 2"), promote("alerts: 3")));
    learner(
        "factorization_machine",
        Map.of("rate", "0.1", "hash_bits", "18"),
        List.of(
            "name: other",
            "factors: 4",
            "rate: 0.2",
            "factor_rate: 0.2",
            "spread: 0.2",
            "seed: 7",
            "hash_bits: 17",
            "initial_accumulator: 1",
            "epsilon: 0.1"));
    for (String network : List.of("perceptron", "wide_and_deep")) {
      learner(
          network,
          Map.of("rate", "0.1", "hash_bits", "18"),
          List.of(
              "name: other",
              "embedding: 8",
              "hidden: [16, 8]",
              "rate: 0.2",
              "embedding_rate: 0.2",
              "spread: 0.2",
              "seed: 7",
              "hash_bits: 17",
              "initial_accumulator: 1",
              "epsilon: 0.1"));
    }
    String members = "[{kind: hoeffding_tree}, {kind: forest, method: leveraging_bagging}]";
    learner(
        "ensemble",
        Map.of("members", members),
        List.of(
            "name: other",
            "members: [{kind: hoeffding_tree}, {kind: hoeffding_tree, grace: 100}]",
            "rate: 0.2",
            "share: 0.2"));
    List<String> tree =
        List.of(
            "name: other",
            "grace: 100",
            "confidence: 0.01",
            "tie: 0.1",
            "leaf: share",
            "max_nodes: 99");
    learner("hoeffding_tree", Map.of(), tree);
    Map<String, String> forest = Map.of("method", "adaptive_random_forest");
    learner("forest", forest, tree);
    learner(
        "forest",
        forest,
        List.of(
            "method: leveraging_bagging",
            "trees: 5",
            "lambda: 1",
            "features: 2",
            "drift: 0.001",
            "warning: 0.02",
            "seed: 7"));
  }

  private ChangedForms() {}

  /** Each change of a kind of learner, beside the keys it must have. */
  private static void learner(String kind, Map<String, String> required, List<String> changes) {
    for (String change : changes) {
      String key = change.substring(0, change.indexOf(':'));
      Map<String, String> after = new TreeMap<>(required);
      after.put(key, change.substring(change.indexOf(':') + 2));
      FORMS.put(
          kind + "." + key, List.of(learner(kind, new TreeMap<>(required)), learner(kind, after)));
    }
  }

  private static String learner(String kind, Map<String, String> settings) {
    StringBuilder text = new StringBuilder("learner={kind: " + kind);
    settings.forEach((key, value) -> text.append(", ").append(key).append(": ").append(value));
    return text.append('}').toString();
  }

  private static String promote(String setting) {
    return "learner=null\n"
        + "learners=[{name: a, kind: logistic, update: ftrl, rate: 0.1, hash_bits: 18},"
        + " {name: b, kind: logistic, update: ftrl, rate: 0.2, hash_bits: 18}]\n"
        + "promote={"
        + setting
        + "}";
  }

  private static String weight(String by, String more) {
    return "labels.weight={by: " + by + ", unit: 50" + more + "}";
  }

  private static String outliers(String of, int above, String halfLife) {
    return String.format(
        "features[4]={per: card, take: [usual_ratio(%s)], outliers: {of: %s, above: %d,"
            + " half_life: %s}}",
        of, of, above, halfLife);
  }

  private static String explained(String by, int above) {
    return explained(by, Integer.toString(above));
  }

  private static String explained(String by, String above) {
    return String.format(
        "features[4]={per: card, over: 7d, take: [label_rate, count, mean(amount)], explained: {by:"
            + " %s, above: %s}}",
        by, above);
  }
}
