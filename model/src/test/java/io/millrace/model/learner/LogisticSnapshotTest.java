package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.state.StateReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The files hold what the first release wrote after {@code LessonStream.random(20260101, 500)};
 * they stay for ever. If only the second kind of test fails, the arithmetic has changed: {@link
 * LearnerConfig#ARITHMETIC_VERSION} must grow, or replicas of two releases part company.
 */
@DisplayName("The state of a logistic learner")
class LogisticSnapshotTest {
  private static final FeatureVector X =
      OnlineLearnerContract.vector(0, 1f, 7, 0.5f, 33, 2f, 59, -1f);

  @Test
  void ofFtrlAsFirstReleasedLoadsAndScoresAsThen() {
    LinearLearner learner = ftrl();
    learner.read(new StateReader(resource("logistic-ftrl-v1.bin")));
    assertThat(learner.score(X)).isEqualTo(0.3069083236614555);
    assertThat(learner.weight(7)).isEqualTo(0.012349405325949192);
    assertThat(learner.bias()).isEqualTo(-0.3642931878566742);
  }

  @Test
  void ofFtrlIsTheSameBytesAfterTheSameLessonsAsThen() {
    LinearLearner learner = LessonStream.random(20260101, 500).teach(ftrl());
    assertThat(OnlineLearnerContract.bytes(learner)).isEqualTo(resource("logistic-ftrl-v1.bin"));
  }

  @Test
  void ofAdaGradAsFirstReleasedLoadsAndScoresAsThen() {
    LinearLearner learner = adagrad();
    learner.read(new StateReader(resource("logistic-adagrad-v1.bin")));
    assertThat(learner.score(X)).isEqualTo(0.33419794381795703);
    assertThat(learner.weight(7)).isEqualTo(-0.016451556235551834);
    assertThat(learner.bias()).isEqualTo(-0.2848697304725647);
  }

  @Test
  void ofAdaGradIsTheSameBytesAfterTheSameLessonsAsThen() {
    LinearLearner learner = LessonStream.random(20260101, 500).teach(adagrad());
    assertThat(OnlineLearnerContract.bytes(learner)).isEqualTo(resource("logistic-adagrad-v1.bin"));
  }

  private static LinearLearner ftrl() {
    return LearnerConfig.ftrl(0.1, 1, 0.01, 0.1, 10).create();
  }

  private static LinearLearner adagrad() {
    return LearnerConfig.adagrad(0.05, 10).create();
  }

  private static byte[] resource(String name) {
    try (InputStream in = LogisticSnapshotTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
