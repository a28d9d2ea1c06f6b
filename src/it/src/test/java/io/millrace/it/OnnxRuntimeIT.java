package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.model.calibrate.Calibration;
import io.millrace.model.calibrate.Calibrator;
import io.millrace.model.learner.EnsembleConfig;
import io.millrace.model.learner.FactorizationConfig;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.learner.Inputs;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.NetworkConfig;
import io.millrace.model.learner.OnlineLearner;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.export.Export;
import io.millrace.stream.export.Format;
import io.millrace.stream.export.Origin;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of learner that is exported, by a reader of ONNX that is not ours. */
@DisplayName("An exported model in onnxruntime")
class OnnxRuntimeIT {
  private static final int HASH_BITS = 10;
  private static final int FEATURES = 4;
  private static final double PRIOR_ODDS = 1.75;
  private static final int BATCH = 100;
  private static final LearnerConfig MACHINE =
      new FactorizationConfig(6, 0.1, 0.1, 0.1, 1, HASH_BITS, 0.1, 1e-6);

  static Stream<LearnerConfig> learners() {
    return Stream.of(
        LearnerConfig.ftrl(0.3, 1, 0.5, 0.1, HASH_BITS),
        LearnerConfig.adagrad(0.1, HASH_BITS),
        MACHINE,
        network(false, 20, 7),
        network(true, 16),
        new EnsembleConfig(
            List.of(
                LearnerConfig.ftrl(0.3, HASH_BITS), MACHINE, network(true, 8), network(false, 5)),
            0.05,
            0.001));
  }

  private static NetworkConfig network(boolean wide, Integer... hidden) {
    return new NetworkConfig(wide, 3, List.of(hidden), 0.1, 0.1, 0.1, 1, HASH_BITS, 0.1, 1e-6);
  }

  static Stream<Arguments> exported() {
    return learners()
        .flatMap(
            learner ->
                Stream.of(Calibration.values())
                    .map(calibration -> Arguments.of(learner, calibration)));
  }

  @ParameterizedTest
  @MethodSource("exported")
  void scoresAsTheServiceDoes(LearnerConfig config, Calibration calibration) throws Exception {
    OnlineLearner learner = taught(config);
    Optional<Calibrator> calibrator = calibrated(calibration, learner);
    byte[] file = file(config, learner, calibrator);
    Random random = new Random(3);
    double lowest = 1;
    double highest = 0;
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file)) {
      assertThat(session.getOutputNames())
          .containsExactlyInAnyOrderElementsOf(
              calibrator.isPresent()
                  ? List.of("logit", "score", "probability")
                  : List.of("logit", "score"));
      for (int batch = 0; batch < 10; batch++) {
        List<FeatureVector> events =
            Stream.generate(() -> event(random, 1 << HASH_BITS)).limit(BATCH).toList();
        Map<String, double[]> said = run(session, events);
        for (int i = 0; i < BATCH; i++) {
          double raw = learner.score(events.get(i));
          assertThat(said.get("logit")[i]).isCloseTo(learner.logit(events.get(i)), within(1e-5));
          assertThat(said.get("score")[i]).isCloseTo(raw, within(1e-6));
          if (calibrator.isPresent()) {
            assertThat(said.get("probability")[i])
                .isCloseTo(told(calibrator.get(), raw), within(1e-6));
          }
          lowest = Math.min(lowest, raw);
          highest = Math.max(highest, raw);
        }
      }
    }
    assertThat(highest - lowest).as("how far scores lie apart").isGreaterThan(0.5);
  }

  private static OnlineLearner taught(LearnerConfig config) {
    OnlineLearner learner = config.create(new Inputs(FEATURES, List.of()));
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      // A good third of the ids stays unseen.
      FeatureVector x = event(random, 600);
      learner.learn(x, x.size() > 0 && x.id(0) % 3 == 0, 1);
    }
    return learner;
  }

  private static Optional<Calibrator> calibrated(Calibration calibration, OnlineLearner learner) {
    Calibrator calibrator = calibration.create();
    Random random = new Random(7);
    for (int i = 0; calibrator != null && i < 5_000; i++) {
      double raw = learner.score(event(random, 1 << HASH_BITS));
      calibrator.learn(raw, random.nextDouble() < raw * raw, 1);
    }
    return Optional.ofNullable(calibrator);
  }

  /** By the base rate of now. */
  private static double told(Calibrator calibrator, double raw) {
    double odds = calibrator.probability(raw) / (1 - calibrator.probability(raw)) * PRIOR_ODDS;
    return odds / (1 + odds);
  }

  /** Up to nine different ids, each of one of the features; some of another value than 1. */
  private static FeatureVector event(Random random, int ids) {
    FeatureVector x = new FeatureVector(9);
    int size = random.nextInt(10);
    for (int i = 0; i < size; i++) {
      int id = i == 0 ? random.nextInt(60) : i * ids / 10 + random.nextInt(ids / 10);
      x.add(id, i % 4 == 3 ? (float) random.nextGaussian() : 1, i % FEATURES);
    }
    return x;
  }

  private static byte[] file(
      LearnerConfig config, OnlineLearner learner, Optional<Calibrator> calibrator)
      throws Exception {
    Origin origin =
        new Origin(
            "fraud",
            "champion",
            config.canonical(),
            "features 2\n",
            HASH_BITS,
            "fraud-g1-training-log",
            new ModelVersion("AAAA", 1, 5_000),
            5_000,
            Instant.parse("2026-11-22T08:00:00Z"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Export(origin, config, learner, calibrator, PRIOR_ODDS).write(Format.ONNX, out);
    return out.toByteArray();
  }

  /** Each output of a batch; shorter events are filled up with an id of value 0. */
  private static Map<String, double[]> run(OrtSession session, List<FeatureVector> events)
      throws OrtException {
    int longest = events.stream().mapToInt(FeatureVector::size).max().orElseThrow();
    long[][] ids = new long[events.size()][longest];
    long[][] features = new long[events.size()][longest];
    float[][] values = new float[events.size()][longest];
    for (int e = 0; e < events.size(); e++) {
      FeatureVector x = events.get(e);
      for (int i = 0; i < x.size(); i++) {
        ids[e][i] = x.id(i);
        values[e][i] = x.value(i);
        features[e][i] = x.feature(i);
      }
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor of = OnnxTensor.createTensor(environment, ids);
        OnnxTensor worth = OnnxTensor.createTensor(environment, values);
        OnnxTensor from = OnnxTensor.createTensor(environment, features)) {
      Map<String, OnnxTensor> inputs = new HashMap<>(Map.of("ids", of, "values", worth));
      if (session.getInputNames().contains("features")) inputs.put("features", from);
      return outputs(session, inputs);
    }
  }

  private static Map<String, double[]> outputs(OrtSession session, Map<String, OnnxTensor> inputs)
      throws OrtException {
    try (OrtSession.Result result = session.run(inputs)) {
      Map<String, double[]> said = new HashMap<>();
      for (Map.Entry<String, OnnxValue> output : result) {
        said.put(output.getKey(), (double[]) output.getValue().getValue());
      }
      return said;
    }
  }
}
