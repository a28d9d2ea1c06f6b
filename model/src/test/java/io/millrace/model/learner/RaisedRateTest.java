package io.millrace.model.learner;

import static io.millrace.model.learner.OnlineLearnerContract.INPUTS;
import static io.millrace.model.learner.OnlineLearnerContract.bytes;
import static io.millrace.model.learner.OnlineLearnerContract.randomVector;
import static io.millrace.model.learner.OnlineLearnerContract.teach;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.state.StateReader;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A raised learning rate")
class RaisedRateTest {
  private static final LearnerConfig TREE =
      new TreeConfig(new TreeSettings(50, 1e-4, 0.05, TreeSettings.ADAPTIVE, 100));

  static Stream<LearnerConfig> rated() {
    return Stream.of(
        LearnerConfig.ftrl(0.1, 1, 0.001, 0.01, 10),
        LearnerConfig.adagrad(0.1, 10),
        new FactorizationConfig(4, 0.05, 0.05, 0.01, 1, 10, 0.1, 1e-6),
        new NetworkConfig(true, 4, List.of(8), 0.05, 0.05, 0.1, 1, 10, 0.1, 1e-6),
        new EnsembleConfig(
            List.of(LearnerConfig.ftrl(0.1, 10), LearnerConfig.adagrad(0.1, 10)), 0.01, 0.001));
  }

  static Stream<LearnerConfig> linear() {
    return Stream.of(LearnerConfig.ftrl(0.1, 1, 0, 0, 10), LearnerConfig.adagrad(0.1, 10));
  }

  /** How far one positive example moves its own logit, as the settings say and raised by 5. */
  private record Steps(double plain, double raised) {
    static Steps of(LearnerConfig config) {
      RatedLearner as = (RatedLearner) config.create(INPUTS);
      teach(as, 1, 500);
      RatedLearner raised = copy(config, as);
      FeatureVector x = randomVector(new Random(9));
      double before = as.logit(x);
      as.learn(x, true, 1);
      raised.raise(5);
      raised.learn(x, true, 1);
      return new Steps(as.logit(x) - before, raised.logit(x) - before);
    }
  }

  @ParameterizedTest
  @MethodSource("linear")
  void isAStepThatIsSoManyTimesAsLong(LearnerConfig config) {
    Steps steps = Steps.of(config);
    assertThat(steps.plain()).isPositive();
    assertThat(steps.raised() / steps.plain()).isCloseTo(5, within(0.001));
  }

  @ParameterizedTest
  @MethodSource("rated")
  void learnsFaster(LearnerConfig config) {
    Steps steps = Steps.of(config);
    assertThat(steps.raised()).isGreaterThan(3 * steps.plain());
  }

  @ParameterizedTest
  @MethodSource("rated")
  void comesBackAsIfItHadNeverBeen(LearnerConfig config) {
    RatedLearner raised = (RatedLearner) config.create(INPUTS);
    teach(raised, 1, 200);
    raised.raise(8);
    teach(raised, 2, 200);
    RatedLearner never = copy(config, raised);
    raised.raise(1);
    teach(raised, 3, 200);
    teach(never, 3, 200);
    assertThat(bytes(raised)).isEqualTo(bytes(never));
  }

  @Test
  void isForThoseThatHaveOne() {
    assertThat(rated()).allMatch(LearnerConfig::hasRate);
    assertThat(TREE.hasRate()).isFalse();
    LearnerConfig mixed =
        new EnsembleConfig(List.of(LearnerConfig.ftrl(0.1, 10), TREE), 0.01, 0.001);
    assertThat(mixed.hasRate()).isFalse();
    assertThat(TREE.create(INPUTS)).isNotInstanceOf(RatedLearner.class);
  }

  private static RatedLearner copy(LearnerConfig config, OnlineLearner of) {
    RatedLearner copy = (RatedLearner) config.create(INPUTS);
    copy.read(new StateReader(bytes(of)));
    return copy;
  }
}
