package io.millrace.stream.topology;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import java.util.Map;

/** Pipelines to test with: purchases of accounts in shops. */
final class Pipelines {
  private static final String HEAD =
      """
      pipeline: returns
      kind: classify
      partitions: 2
      events: {topic: purchases, format: json, id: id, time: {field: at, format: epoch_millis}}
      labels:
        topic: verdicts
        id: id
        value: returned
        positive: [1]
        negative: [0]
        assume: negative
        after: 7d
        remember: 30d
        grace: 1m
        time: {field: at, format: epoch_millis}
      learner: {kind: logistic, update: ftrl, rate: 0.1, l1: 0, l2: 0, hash_bits: 10}
      decide: {threshold: 0.5}
      measure: [auc_roc]
      output: {scores: return-scores, alerts: return-alerts, reasons: 2}
      """;

  private static final String TWO_ENTITIES =
      """
      features:
        - {name: price, of: price, as: number}
        - {name: colour, of: colour, as: category}
        - per: account
          over: [1d]
          take: [count]
        - per: shop
          over: [30d]
          take: [count, label_count, label_rate]
      """;

  private static final String NO_ENTITY =
      """
      features:
        - {name: price, of: price, as: number}
      """;

  private Pipelines() {}

  static Pipeline twoEntities() {
    return read(HEAD + TWO_ENTITIES);
  }

  /** Only a sample of the negatives is learnt. */
  static Pipeline sampled(double share) {
    String sample = "{negatives: " + share + "}";
    return PipelineFile.read("test.yaml", HEAD + TWO_ENTITIES, Map.of("labels.sample", sample));
  }

  /** Two parties label. */
  static Pipeline withChannels() {
    String channels = "{field: by, order: [desk, bank]}";
    return PipelineFile.read("test.yaml", HEAD + TWO_ENTITIES, Map.of("labels.channels", channels));
  }

  /** Events are negative so long after their time, until a label says otherwise. */
  static Pipeline negativeAfter(String time) {
    return PipelineFile.read(
        "test.yaml", HEAD + TWO_ENTITIES, Map.of("labels.negative_after", time));
  }

  /** The topic of events is keyed by a field already. */
  static Pipeline keyedBy(String field) {
    return PipelineFile.read("test.yaml", HEAD + TWO_ENTITIES, Map.of("events.keyed_by", field));
  }

  static Pipeline noEntity() {
    return read(HEAD + NO_ENTITY);
  }

  private static Pipeline read(String text) {
    return PipelineFile.read("test.yaml", text, Map.of());
  }
}
