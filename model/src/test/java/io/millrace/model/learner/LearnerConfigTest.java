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
          svm      | ftrl    | 0.1  | 1   | 0  | 0  | 18 | 0.1 | 1e-6 | kind = svm, expected logistic
          logistic | sgd     | 0.1  | 1   | 0  | 0  | 18 | 0.1 | 1e-6 | update = sgd, expected ftrl or adagrad
          logistic | ftrl    | 0    | 1   | 0  | 0  | 18 | 0.1 | 1e-6 | rate = 0.0, expected a number from 0.000001
          logistic | ftrl    | NaN  | 1   | 0  | 0  | 18 | 0.1 | 1e-6 | rate = NaN, expected
          logistic | ftrl    | 0.1  | NaN | 0  | 0  | 18 | 0.1 | 1e-6 | beta = NaN, expected
          logistic | ftrl    | 0.1  | 1   | -1 | 0  | 18 | 0.1 | 1e-6 | l1 = -1.0, expected
          logistic | ftrl    | 0.1  | 1   | 0  | NaN| 18 | 0.1 | 1e-6 | l2 = NaN, expected
          logistic | ftrl    | 0.1  | 1   | 0  | 0  | 40 | 0.1 | 1e-6 | hash_bits = 40, expected 10 to 26 (26 costs 512 MiB per copy)
          logistic | ftrl    | 0.1  | 1   | 0  | 0  | 9  | 0.1 | 1e-6 | hash_bits = 9, expected 10 to 26
          logistic | adagrad | 0.1  | 1   | 0  | 0  | 18 | NaN | 1e-6 | initial_accumulator = NaN, expected
          logistic | adagrad | 0.1  | 1   | 0  | 0  | 18 | 0.1 | 0    | epsilon = 0.0, expected
          logistic | adagrad | 0.1  | 1   | 1  | 0  | 18 | 0.1 | 1e-6 | l1 = 1.0, expected 0 or no such key: update adagrad does not use it
          logistic | ftrl    | 0.1  | 1   | 0  | 0  | 18 | 1   | 1e-6 | initial_accumulator = 1.0, expected 0.1 or no such key: update ftrl
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
                new LogisticConfig(
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0  | 0.1 | 0.1 | 0.01 | 18 | factors = 0, expected 1 to 64
          8  | NaN | 0.1 | 0.01 | 18 | rate = NaN, expected a number from 0.000001
          8  | 0.1 | 0   | 0.01 | 18 | factor_rate = 0.0, expected
          8  | 0.1 | 0.1 | 0    | 18 | spread = 0.0, expected a number above 0
          8  | 0.1 | 0.1 | 0.01 | 27 | hash_bits = 27, expected 10 to 26
          64 | 0.1 | 0.1 | 0.01 | 24 | factors = 64, expected at most 15 with hash_bits 24
          """)
  void nonsenseOfAFactorizationMachineIsRefused(
      int factors, double rate, double factorRate, double spread, int hashBits, String message) {
    assertThatThrownBy(
            () ->
                new FactorizationConfig(factors, rate, factorRate, spread, 1, hashBits, 0.1, 1e-6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theUpdateChoosesTheLearner() {
    assertThat(LearnerConfig.ftrl(0.1, 10).create()).isInstanceOf(LogisticFtrl.class);
    assertThat(LearnerConfig.adagrad(0.1, 10).create()).isInstanceOf(LogisticAdaGrad.class);
  }
}
