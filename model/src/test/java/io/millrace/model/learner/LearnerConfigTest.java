package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
          64 | 0.1 | 0.1 | 0.01 | 24 | factors = 64, expected at most 12 with hash_bits 24
          13 | 0.1 | 0.1 | 0.01 | 24 | factors = 13, expected at most 12 with hash_bits 24
          5  | 0.1 | 0.1 | 0.01 | 25 | factors = 5, expected at most 4 with hash_bits 25
          1  | 0.1 | 0.1 | 0.01 | 26 | hash_bits = 26, expected 10 to 25 in a factorization machine
          """)
  void nonsenseOfAFactorizationMachineIsRefused(
      int factors, double rate, double factorRate, double spread, int hashBits, String message) {
    assertThatThrownBy(
            () ->
                new FactorizationConfig(factors, rate, factorRate, spread, 1, hashBits, 0.1, 1e-6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0   | 1e-7 | 0.05 | share | 100 | grace = 0.0, expected 1 to 1000000
          200 | 0    | 0.05 | share | 100 | confidence = 0.0, expected a number above 0
          200 | 1e-7 | NaN  | share | 100 | tie = NaN, expected 0 to 1
          200 | 1e-7 | 0.05 | mean  | 100 | leaf = mean, expected share, naive_bayes or adaptive
          200 | 1e-7 | 0.05 | share | 2   | max_nodes = 2, expected 3 to 1000000
          """)
  void nonsenseOfATreeIsRefused(
      double grace, double confidence, double tie, String leaf, int maxNodes, String message) {
    assertThatThrownBy(() -> new TreeSettings(grace, confidence, tie, leaf, maxNodes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bagging                | 10 | 6   | 0  | 0.002 | 0.01 | method = bagging, expected leveraging_bagging or
          leveraging_bagging     | 0  | 6   | 0  | 0.002 | 0.01 | trees = 0, expected 1 to 100
          leveraging_bagging     | 10 | NaN | 0  | 0.002 | 0.01 | lambda = NaN, expected
          leveraging_bagging     | 10 | 6   | -1 | 0.002 | 0.01 | features = -1, expected
          leveraging_bagging     | 10 | 6   | 0  | 0     | 0.01 | drift = 0.0, expected
          leveraging_bagging     | 10 | 6   | 0  | 0.002 | 0.02 | warning = 0.02, expected no such key
          adaptive_random_forest | 10 | 6   | 0  | 0.02  | 0.01 | warning = 0.01, expected a number from drift = 0.02
          """)
  void nonsenseOfAForestIsRefused(
      String method,
      int trees,
      double lambda,
      int features,
      double drift,
      double warning,
      String message) {
    assertThatThrownBy(
            () ->
                new ForestConfig(
                    method, trees, lambda, features, drift, warning, 1, TreeSettings.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "4, 4", "5, 8", "8, 8", "13, 16"})
  void aFactorizationMachineHoldsWhatItSaysPaddingIncluded(int factors, int held) {
    FactorizationConfig config = new FactorizationConfig(factors, 0.1, 0.1, 0.01, 1, 10, 0.1, 1e-6);
    assertThat(config.stateBytes()).isEqualTo(8L * (1 + held) * 1024);
    assertThat(written(config)).isBetween(config.stateBytes(), config.stateBytes() + 500);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aNetworkHoldsWhatItSaysButForItsLayers(boolean wide) {
    NetworkConfig config = network(wide, 3, 10);
    assertThat(written(config)).isBetween(config.stateBytes(), config.stateBytes() + 2000);
  }

  private static long written(LearnerConfig config) {
    StateWriter out = new StateWriter();
    config.create(new Inputs(2, List.of())).write(out);
    return out.size();
  }

  private static NetworkConfig network(boolean wide, int size, int hashBits) {
    return new NetworkConfig(wide, size, List.of(4), 0.1, 0.1, 0.1, 1, hashBits, 0.1, 1e-6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          true  | 15 | 24 | embedding = 15, expected at most 14 with hash_bits 24: a learner holds 8 * (1 + embedding) * 2^hash_bits bytes
          false | 16 | 24 | embedding = 16, expected at most 15 with hash_bits 24: a learner holds 8 * embedding * 2^hash_bits bytes
          true  | 3  | 26 | embedding = 3, expected at most 2 with hash_bits 26
          """)
  void aNetworkThatNoSnapshotHoldsIsRefused(boolean wide, int size, int hashBits, String message) {
    assertThatThrownBy(() -> network(wide, size, hashBits)).hasMessageContaining(message);
    assertThat(network(wide, size - 1, hashBits).stateBytes()).isLessThan(Integer.MAX_VALUE);
  }

  @Test
  void learnersThatNoSnapshotHoldsTogetherAreRefused() {
    Learners.Named half = new Learners.Named("half", LearnerConfig.ftrl(0.1, 26));
    List<Learners.Named> three =
        List.of(
            half,
            new Learners.Named("second", half.config()),
            new Learners.Named("third", half.config()));
    assertThat(new Learners(three).stateBytes()).isEqualTo(3L << 29);
    List<Learners.Named> four = new ArrayList<>(three);
    four.add(new Learners.Named("fourth", half.config()));
    assertThatThrownBy(() -> new Learners(four))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("learners = 2147483648 bytes once they have learnt much, expected")
        .hasMessageContaining("take fewer, or smaller ones (hash_bits,");
    assertThatThrownBy(
            () -> Learners.of(new EnsembleConfig(Collections.nCopies(4, half.config()), 0.01, 0)))
        .hasMessageStartingWith("learner = 2147483648 bytes");
  }

  @Test
  void theUpdateChoosesTheLearner() {
    assertThat(LearnerConfig.ftrl(0.1, 10).create()).isInstanceOf(LogisticFtrl.class);
    assertThat(LearnerConfig.adagrad(0.1, 10).create()).isInstanceOf(LogisticAdaGrad.class);
  }
}
