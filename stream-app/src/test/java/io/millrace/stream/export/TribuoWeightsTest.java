package io.millrace.stream.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import io.millrace.model.learner.FactorizationConfig;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.LinearLearner;
import io.millrace.model.learner.LogisticConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.Hinge;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

@DisplayName("A learner that begins with a Tribuo model")
class TribuoWeightsTest {
  private static final String FEATURES = "features 2\n";
  private static final int BITS = ExportFixture.HASH_BITS;
  private static final Map<String, Provenance> SAID =
      Map.of(
          "features", new StringProvenance("features", FEATURES),
          "hash_bits", new IntProvenance("hash_bits", BITS));

  @TempDir private Path directory;

  private static LinearLearner fresh(String update) {
    LogisticConfig config =
        update.equals(LogisticConfig.FTRL)
            ? LearnerConfig.ftrl(0.3, 1, 0.5, 0.1, BITS)
            : LearnerConfig.adagrad(0.1, BITS);
    return config.create();
  }

  private Path exported(LearnerConfig config) throws IOException {
    return Files.write(
        directory.resolve("model.tribuo"), ExportFixture.taught(config).as(Format.TRIBUO));
  }

  @ParameterizedTest
  @ValueSource(strings = {LogisticConfig.FTRL, LogisticConfig.ADAGRAD})
  void scoresAsTheLearnerThatWasExported(String update) throws IOException {
    LearnerConfig config = LearnerConfig.ftrl(0.3, 1, 0.5, 0.1, BITS);
    LinearLearner learner = fresh(update);
    new TribuoWeights(exported(config), FEATURES, BITS).begin(learner);
    ExportFixture source = ExportFixture.taught(config);
    Random random = new Random(4);
    for (int i = 0; i < 1000; i++) {
      FeatureVector x = ExportFixture.x(random);
      assertThat(learner.score(x)).isCloseTo(source.learner().score(x), within(1e-6));
    }
  }

  /** A batch of events as our encoder gives them, learnt by Tribuo's own trainer. */
  @ParameterizedTest
  @ValueSource(strings = {LogisticConfig.FTRL, LogisticConfig.ADAGRAD})
  void scoresAsTheModelThatTribuoTrained(String update) throws IOException {
    Model<Label> model =
        train(new LinearSGDTrainer(new LogMulticlass(), steps(), 3, -1, 1, 1), SAID);
    LinearLearner learner = fresh(update);
    new TribuoWeights(written(model), FEATURES, BITS).begin(learner);
    Random random = new Random(5);
    double least = 1;
    double most = 0;
    for (int i = 0; i < 1000; i++) {
      FeatureVector x = ExportFixture.x(random);
      double expected =
          model.predict(example(x, true)).getOutputScores().get("positive").getScore();
      assertThat(learner.score(x)).isCloseTo(expected, within(1e-6));
      least = Math.min(least, expected);
      most = Math.max(most, expected);
    }
    assertThat(most - least).isGreaterThan(0.5);
  }

  private static AdaGrad steps() {
    return new AdaGrad(0.2, 0.1);
  }

  private static Model<Label> train(
      org.tribuo.Trainer<Label> trainer, Map<String, Provenance> said) {
    MutableDataset<Label> events =
        new MutableDataset<>(
            new SimpleDataSourceProvenance("test", OffsetDateTime.now(), new LabelFactory()),
            new LabelFactory());
    Random random = new Random(6);
    for (int i = 0; i < 2000; i++) {
      FeatureVector x = ExportFixture.x(random);
      events.add(example(x, x.id(0) % 3 == 0));
    }
    return trainer.train(events, said);
  }

  private static ArrayExample<Label> example(FeatureVector x, boolean positive) {
    String[] names = new String[x.size()];
    double[] values = new double[x.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = Integer.toString(x.id(i));
      values[i] = x.value(i);
    }
    return new ArrayExample<>(new Label(positive ? "positive" : "negative"), names, values);
  }

  private Path written(Model<Label> model) throws IOException {
    Path file = directory.resolve("trained.tribuo");
    model.serializeToFile(file);
    return file;
  }

  @Test
  void isOfTheSameFeaturesAndAsManyIds() throws IOException {
    Path file = exported(LearnerConfig.ftrl(0.3, BITS));
    assertThatThrownBy(() -> new TribuoWeights(file, "features 2\namount\n", BITS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found the instance provenance features = features 2: its ids may")
        .hasMessageContaining("expected features 2\namount, as this pipeline encodes events");
    assertThatThrownBy(() -> new TribuoWeights(file, FEATURES, 18))
        .hasMessageContaining("hash_bits = 10: its ids may mean something else, expected 18");
    Model<Label> silent =
        train(new LinearSGDTrainer(new LogMulticlass(), steps(), 1, -1, 1, 1), Map.of());
    assertThatThrownBy(() -> new TribuoWeights(written(silent), FEATURES, BITS))
        .hasMessageContaining("found the instance provenance features missing");
  }

  @Test
  void isOfALogisticModelOnly() throws IOException {
    Path machine =
        exported(new FactorizationConfig(6, 0.1, 0.1, 0.1, 1, ExportFixture.HASH_BITS, 0.1, 1e-6));
    assertThatThrownBy(() -> new TribuoWeights(machine, FEATURES, BITS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found a model of the class org.tribuo.classification.sgd.fm")
        .hasMessageContaining("expected org.tribuo.classification.sgd.linear.LinearSGDModel");
    Model<Label> hinge = train(new LinearSGDTrainer(new Hinge(), steps(), 1, -1, 1, 1), SAID);
    assertThatThrownBy(() -> new TribuoWeights(written(hinge), FEATURES, BITS))
        .hasMessageContaining("found a model without probabilities, expected one of the objective");
  }
}
