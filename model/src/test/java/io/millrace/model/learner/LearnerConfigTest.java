package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Settings of a learner")
class LearnerConfigTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          svm      | ftrl    | 0.1  | 1   | 0  | 0  | 18 | 0.1 | 1e-6 | learner.kind = svm, expected logistic
          logistic | sgd     | 0.1  | 1   | 0  | 0  | 18 | 0.1 | 1e-6 | learner.update = sgd, expected ftrl or adagrad
          logistic | ftrl    | 0    | 1   | 0  | 0  | 18 | 0.1 | 1e-6 | learner.rate = 0.0, expected a number from 0.000001
          logistic | ftrl    | NaN  | 1   | 0  | 0  | 18 | 0.1 | 1e-6 | learner.rate = NaN, expected
          logistic | ftrl    | 0.1  | NaN | 0  | 0  | 18 | 0.1 | 1e-6 | learner.beta = NaN, expected
          logistic | ftrl    | 0.1  | 1   | -1 | 0  | 18 | 0.1 | 1e-6 | learner.l1 = -1.0, expected
          logistic | ftrl    | 0.1  | 1   | 0  | NaN| 18 | 0.1 | 1e-6 | learner.l2 = NaN, expected
          logistic | ftrl    | 0.1  | 1   | 0  | 0  | 40 | 0.1 | 1e-6 | learner.hash_bits = 40, expected 10 to 26 (26 costs 512 MiB per copy)
          logistic | ftrl    | 0.1  | 1   | 0  | 0  | 9  | 0.1 | 1e-6 | learner.hash_bits = 9, expected 10 to 26
          logistic | adagrad | 0.1  | 1   | 0  | 0  | 18 | NaN | 1e-6 | learner.initial_accumulator = NaN, expected
          logistic | adagrad | 0.1  | 1   | 0  | 0  | 18 | 0.1 | 0    | learner.epsilon = 0.0, expected
          logistic | adagrad | 0.1  | 1   | 1  | 0  | 18 | 0.1 | 1e-6 | learner.l1 = 1.0, expected 0 or no such key: update adagrad does not use it
          logistic | ftrl    | 0.1  | 1   | 0  | 0  | 18 | 1   | 1e-6 | learner.initial_accumulator = 1.0, expected 0.1 or no such key: update ftrl
          """)
  void nonsenseIsRefusedWithKeyValueAndWayOut(
      String kind,
      String update,
      double rate,
      double beta,
      double l1,
      double l2,
      int hashBits,
      double initialAccumulator,
      double epsilon,
      String message) {
    assertThatThrownBy(
            () ->
                new LearnerConfig(
                    kind, update, rate, beta, l1, l2, hashBits, initialAccumulator, epsilon))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theCanonicalTextHoldsWhatShapesTheLearnerAndNothingElse() {
    assertThat(LearnerConfig.ftrl(0.1, 1, 0, 1e-7, 18).canonical())
        .isEqualTo("kind=logistic update=ftrl rate=0.1 beta=1 l1=0 l2=0.0000001 hash_bits=18");
    assertThat(LearnerConfig.adagrad(100, 20).canonical())
        .isEqualTo(
            "kind=logistic update=adagrad rate=100 initial_accumulator=0.1 epsilon=0.000001"
                + " hash_bits=20");
  }

  @Test
  void theUpdateChoosesTheLearner() {
    assertThat(LearnerConfig.ftrl(0.1, 10).create()).isInstanceOf(LogisticFtrl.class);
    assertThat(LearnerConfig.adagrad(0.1, 10).create()).isInstanceOf(LogisticAdaGrad.class);
  }
}
