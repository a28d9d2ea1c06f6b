package io.millrace.stream.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.drift.QualityDrift;
import io.millrace.model.event.Example;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.Replica;
import io.millrace.model.replica.Scorer;
import io.millrace.stream.config.PipelineFile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Replicas of each learner, calibrator, detector and reaction. */
final class ReplicaFormats {
  private static final String TREE = "grace: 20, confidence: 0.5, tie: 1, max_nodes: 21";
  private static final String RATED = "rate: 0.1, hash_bits: 10";
  private static final String LOGISTIC = "kind: logistic, update: ftrl, " + RATED;

  private static final Map<String, String> LEARNERS =
      Map.of(
          "factorization_machine",
          "{kind: factorization_machine, factors: 2, " + RATED + "}",
          "hoeffding_tree",
          "{kind: hoeffding_tree, " + TREE + "}",
          "leveraging_bagging",
          "{kind: forest, method: leveraging_bagging, trees: 2, " + TREE + "}",
          "adaptive_random_forest",
          "{kind: forest, method: adaptive_random_forest, trees: 2, " + TREE + "}",
          "perceptron",
          "{kind: perceptron, embedding: 2, hidden: [4, 3], " + RATED + "}",
          "wide_and_deep",
          "{kind: wide_and_deep, embedding: 1, hidden: [4], " + RATED + "}",
          "ensemble",
          "{kind: ensemble, members: [{" + LOGISTIC + "}, {kind: hoeffding_tree, " + TREE + "}]}");

  private static final Map<String, String> TWO =
      Map.of(
          "learner",
          "null",
          "learners",
          "[{name: a, " + LOGISTIC + "}, {name: b, kind: hoeffding_tree, " + TREE + "}]");

  private static final int FEW = 12;
  private static final int MANY = 40;

  private ReplicaFormats() {}

  static void addTo(List<Format> all) {
    addLogistic(all);
    LEARNERS.forEach(
        (kind, learner) -> addScored(all, "replica-" + kind, Map.of("learner", learner)));
    addScored(all, "replica-platt", Map.of("calibrate", "platt"));
    addScored(all, "replica-isotonic", Map.of("calibrate", "isotonic"));
    for (String detector : List.of("adwin", "page_hinkley", "kswin", "hddm_a", "hddm_w")) {
      addDrift(all, detector, "{detector: " + detector + ", every: 10000}", Map.of(), FEW);
    }
    addDrift(all, "ddm", "{detector: ddm}", Map.of(), FEW);
    String reacting = "{detector: adwin, every: 10000, reaction: ";
    addDrift(all, "raise_rate", reacting + "raise_rate, for: 100000}", Map.of(), MANY);
    addDrift(all, "reset_challenger", reacting + "reset_challenger}", TWO, MANY);
  }

  private static void addLogistic(List<Format> all) {
    addReplica(all, "replica-ftrl", Map.of());
    addReplica(all, "replica-adagrad", Map.of("learner.update", "adagrad"));
    addReplica(all, "replica-threshold", Map.of("decide", "{threshold: 0.5}"));
    addReplica(all, "replica-weighted", Map.of());
    addLearners(all);
    addReplica(all, "replica-prior", Map.of("calibrate", "isotonic", "prior", "{follow: 500}"));
    addStart(all);
  }

  /** What a replica begins with. */
  private static void addStart(List<Format> all) {
    Map<String, String> calibrated = Map.of("calibrate", "platt");
    Pipeline pipeline = PipelineFile.read("golden.yaml", Formats.PIPELINE, calibrated);
    Replica replica = Replica.of(pipeline);
    Examples.of(400).forEach(replica::learn);
    all.add(Format.ofStart("replica-start", pipeline, replica));
  }

  private static void addReplica(List<Format> all, String file, Map<String, String> overrides) {
    Pipeline pipeline = PipelineFile.read("golden.yaml", Formats.PIPELINE, overrides);
    Replica replica = Replica.of(pipeline);
    boolean weighted = file.equals("replica-weighted");
    Examples.of(400)
        .forEach(e -> replica.learn(weighted && !e.positive() ? Examples.weighted(e, 10) : e));
    if (file.equals("replica-threshold")) replica.overrideThreshold(0.625);
    all.add(Format.of(file, pipeline, replica));
  }

  /** Several learners, calibrated, the second of which was promoted. */
  private static void addLearners(List<Format> all) {
    Pipeline pipeline =
        PipelineFile.read(
            "golden.yaml",
            Formats.PIPELINE,
            Map.of(
                "learner",
                "null",
                "learners",
                "[{name: a, kind: logistic, update: ftrl, rate: 0.1, hash_bits: 10},"
                    + " {name: b, kind: logistic, update: adagrad, rate: 0.2, hash_bits: 11}]",
                "calibrate",
                "isotonic"));
    Replica replica = Replica.of(pipeline);
    Scorer scorer = replica.scorer();
    for (Example example : Examples.of(600)) {
      double[] scores = scorer.scores(example.values());
      replica.learn(
          Examples.said(example, scores, replica.scoredBy(), scorer.probabilities(scores)));
      if (replica.examples() == 400) replica.promote("b", true);
    }
    all.add(Format.of("replica-learners", pipeline, replica));
  }

  /** Each example with what the replica itself said of it. */
  private static void addScored(List<Format> all, String file, Map<String, String> overrides) {
    Pipeline pipeline = PipelineFile.read("golden.yaml", Formats.PIPELINE, overrides);
    Replica replica = Replica.of(pipeline);
    Scorer scorer = replica.scorer();
    for (Example example : Examples.of(600)) {
      double[] scores = scorer.scores(example.values());
      double[] told = scorer.probabilities(scores);
      replica.learn(Examples.said(example, scores, replica.scoredBy(), told));
    }
    all.add(Format.of(file, pipeline, replica));
  }

  /**
   * After three quarters of the blocks what is positive turns round: after many, a replica in the
   * middle of an episode.
   */
  private static void addDrift(
      List<Format> all, String word, String drift, Map<String, String> more, int blocks) {
    Map<String, String> overrides = new HashMap<>(more);
    overrides.put("drift", drift);
    Pipeline pipeline = PipelineFile.read("golden.yaml", Formats.PIPELINE, overrides);
    Replica replica = Replica.of(pipeline);
    int length = blocks * QualityDrift.BLOCK;
    for (Example example : Examples.of(length)) {
      boolean turned = replica.examples() >= length * 3 / 4;
      double[] scores = new double[pipeline.learners().all().size()];
      Arrays.fill(scores, example.positive() == turned ? 0.1 : 0.9);
      replica.learn(Examples.said(example, scores, replica.scoredBy(), Example.UNCALIBRATED));
    }
    boolean drifts = replica.qualityDrift().orElseThrow().drifts();
    assertThat(drifts || blocks == FEW).as(word).isTrue();
    all.add(Format.of("replica-drift-" + word, pipeline, replica));
  }
}
