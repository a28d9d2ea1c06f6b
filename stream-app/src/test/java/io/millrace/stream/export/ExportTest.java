package io.millrace.stream.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import io.millrace.model.calibrate.Calibration;
import io.millrace.model.calibrate.Calibrator;
import io.millrace.model.learner.EnsembleConfig;
import io.millrace.model.learner.FactorizationConfig;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.NetworkConfig;
import io.millrace.model.learner.OnlineLearner;
import io.millrace.model.learner.TreeConfig;
import io.millrace.model.learner.TreeSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.impl.ArrayExample;

/** The files; what onnxruntime makes of an ONNX graph is a test of {@code src/it}. */
@DisplayName("A model that is exported and read again")
class ExportTest {
  private static final int EVENTS = 1_000;
  private static final double PRIOR_ODDS = 1.75;
  private static final LearnerConfig TREE =
      new TreeConfig(new TreeSettings(200, 1e-7, 0.05, TreeSettings.ADAPTIVE, 1_000));

  static Stream<LearnerConfig> exported() {
    return Stream.of(
        LearnerConfig.ftrl(0.3, 1, 0.5, 0.1, ExportFixture.HASH_BITS),
        LearnerConfig.adagrad(0.1, ExportFixture.HASH_BITS),
        new FactorizationConfig(6, 0.1, 0.1, 0.1, 1, ExportFixture.HASH_BITS, 0.1, 1e-6));
  }

  @ParameterizedTest
  @MethodSource("exported")
  void scoresAsItDidInTribuo(LearnerConfig config) throws IOException {
    ExportFixture fixture = ExportFixture.taught(config);
    Model<Label> model = tribuo(fixture.as(Format.TRIBUO));
    Random random = new Random(2);
    double highest = 0;
    double lowest = 1;
    for (int i = 0; i < EVENTS; i++) {
      FeatureVector x = ExportFixture.x(random);
      double expected = fixture.learner().score(x);
      assertThat(tribuoScore(model, x)).isCloseTo(expected, within(1e-6));
      highest = Math.max(highest, expected);
      lowest = Math.min(lowest, expected);
    }
    assertThat(highest - lowest).as("how far scores lie apart").isGreaterThan(0.5);
  }

  /** What the service tells of a score is what its calibrator makes of it. */
  private static Calibrator calibrated(Calibration calibration, OnlineLearner learner) {
    Calibrator calibrator = calibration.create();
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      FeatureVector x = ExportFixture.x(random);
      double raw = learner.score(x);
      calibrator.learn(raw, random.nextDouble() < raw * raw, 1);
    }
    return calibrator;
  }

  /** By the base rate of now. */
  private static double told(Calibrator calibrator, double raw) {
    double odds = calibrator.probability(raw) / (1 - calibrator.probability(raw)) * PRIOR_ODDS;
    return odds / (1 + odds);
  }

  @ParameterizedTest
  @EnumSource(
      value = Calibration.class,
      names = {"PLATT", "ISOTONIC"})
  void hasTheProbabilityInOnnxWhereItIsCalibrated(Calibration calibration) throws IOException {
    ExportFixture fixture = ExportFixture.taught(LearnerConfig.ftrl(0.3, ExportFixture.HASH_BITS));
    Export export = fixture.export(Optional.of(calibration.create()), PRIOR_ODDS);
    assertThat(outputs(ExportFixture.bytes(export, Format.ONNX)))
        .containsExactlyInAnyOrder("logit", "score", "probability");
    assertThat(outputs(fixture.as(Format.ONNX))).containsExactlyInAnyOrder("logit", "score");
  }

  private static List<String> outputs(byte[] file) throws IOException {
    return ModelProto.parseFrom(file).getGraph().getOutputList().stream()
        .map(ValueInfoProto::getName)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("exported")
  void tellsTheSameProbabilitiesInTribuo(LearnerConfig config) throws IOException {
    ExportFixture fixture = ExportFixture.taught(config);
    Calibrator calibrator = calibrated(Calibration.PLATT, fixture.learner());
    Export export = fixture.export(Optional.of(calibrator), PRIOR_ODDS).ofProbabilities();
    Model<Label> model = tribuo(ExportFixture.bytes(export, Format.TRIBUO));
    Random random = new Random(8);
    for (int i = 0; i < EVENTS; i++) {
      FeatureVector x = ExportFixture.x(random);
      double told = told(calibrator, fixture.learner().score(x));
      assertThat(tribuoScore(model, x)).isCloseTo(told, within(1e-6));
    }
    assertThat(said(model)).containsEntry("calibration", "platt: scores are probabilities");
  }

  @Test
  void isNoStaircaseInTribuo() {
    ExportFixture fixture = ExportFixture.taught(LearnerConfig.ftrl(0.3, ExportFixture.HASH_BITS));
    Export export = fixture.export(Optional.of(Calibration.ISOTONIC.create()), 1);
    assertThatThrownBy(export::ofProbabilities)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("calibrated by isotonic, expected platt")
        .hasMessageContaining("--format onnx has it");
  }

  @ParameterizedTest
  @MethodSource("exported")
  void saysWhereItComesFrom(LearnerConfig config) throws IOException {
    ExportFixture fixture = ExportFixture.taught(config);
    Map<String, String> onnx =
        ModelProto.parseFrom(fixture.as(Format.ONNX)).getMetadataPropsList().stream()
            .collect(
                Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue));
    assertThat(onnx)
        .containsEntry("topic", "fraud-g1-training-log")
        .containsEntry("log", "AAAA")
        .containsEntry("offset", "5000")
        .containsEntry("settings", config.canonical())
        .containsEntry("features", "features 2\n");

    Model<Label> model = tribuo(fixture.as(Format.TRIBUO));
    assertThat(said(model)).isEqualTo(onnx);
    assertThat(model.getProvenance().getDatasetProvenance().getNumExamples()).isEqualTo(4_998);
    assertThat(model.getName()).isEqualTo("fraud/champion");
  }

  private static Map<String, String> said(Model<Label> model) {
    return model.getProvenance().getInstanceProvenance().getMap().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> said(e.getValue())));
  }

  private static String said(Provenance value) {
    return ((StringProvenance) value).getValue();
  }

  @Test
  void hasNoMoreFeaturesInTribuoThanItHasWeights() throws IOException {
    ExportFixture fixture =
        ExportFixture.taught(LearnerConfig.ftrl(0.3, 1, 0.5, 0.1, ExportFixture.HASH_BITS));
    assertThat(tribuo(fixture.as(Format.TRIBUO)).getFeatureIDMap().size()).isBetween(300, 600);
  }

  @Test
  void isNeverATree() {
    assertThatThrownBy(() -> ExportFixture.taught(TREE).export())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "learner champion is of the kind hoeffding_tree, expected logistic,"
                + " factorization_machine, perceptron, wide_and_deep or an ensemble of these");
    LearnerConfig logistic = LearnerConfig.ftrl(0.3, ExportFixture.HASH_BITS);
    EnsembleConfig with = new EnsembleConfig(List.of(logistic, TREE), 0.1, 0);
    assertThatThrownBy(() -> ExportFixture.taught(with).export())
        .hasMessageContaining("is of the kind ensemble, with a hoeffding_tree, expected logistic");
  }

  @Test
  void isNoNetworkInTribuo() {
    ExportFixture network =
        ExportFixture.taught(
            new NetworkConfig(
                true, 2, List.of(4), 0.1, 0.1, 0.1, 1, ExportFixture.HASH_BITS, 0.1, 1e-6));
    assertThatThrownBy(() -> network.as(Format.TRIBUO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "--format tribuo: learner champion is of the kind wide_and_deep, expected logistic or"
                + " factorization_machine")
        .hasMessageContaining("--format onnx has it");
    assertThatThrownBy(network.export(Optional.of(Calibration.PLATT.create()), 1)::ofProbabilities)
        .hasMessageContaining("--format onnx has it");
  }

  private static Model<Label> tribuo(byte[] file) throws IOException {
    return Model.deserializeFromStream(new ByteArrayInputStream(file)).castModel(Label.class);
  }

  private static double tribuoScore(Model<Label> model, FeatureVector x) {
    String[] names = new String[x.size()];
    double[] values = new double[x.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = Integer.toString(x.id(i));
      values[i] = x.value(i);
    }
    return model
        .predict(new ArrayExample<>(new Label(TribuoModel.POSITIVE), names, values))
        .getOutputScores()
        .get(TribuoModel.POSITIVE)
        .getScore();
  }
}
