package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A network over embeddings")
class EmbeddingNetworkTest {
  private static final Inputs THREE = new Inputs(3, List.of());
  private static final int IDS = 30;

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 2", "true, 3"})
  void learnsByTheGradientThatDifferencesOfTheLossShow(boolean wide, int seed) {
    List<Integer> hidden = seed == 3 ? List.of(5) : List.of(5, 3);
    NetworkConfig config = new NetworkConfig(wide, 2, hidden, 0.05, 0.05, 0.5, seed, 10, 0.1, 1e-6);
    EmbeddingNetwork network = config.create(THREE);
    NaiveNetwork twin = new NaiveNetwork(network, config, THREE, IDS);
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      FeatureVector x = x(random);
      boolean positive = (x.id(0) + x.id(1)) % 2 == 0;
      float weight = i % 3 == 0 ? 2 : 1;
      assertThat(network.logit(x)).as("example %d", i).isCloseTo(twin.logit(x), within(2e-3));
      network.learn(x, positive, weight);
      twin.learn(x, positive, weight);
    }
    for (int l = 0; l < network.layers().length; l++) {
      for (int i = 0; i < network.layers()[l].length; i++) {
        assertThat((double) network.layers()[l][i])
            .as("layer %d, number %d", l, i)
            .isCloseTo(twin.layers[l][i], within(2e-3));
      }
    }
    for (int id = 0; id < IDS; id++) {
      for (int k = 0; k < network.numbers(id).length; k++) {
        assertThat((double) network.numbers(id)[k])
            .as("id %d, number %d", id, k)
            .isCloseTo(twin.numbers[id][k], within(2e-3));
      }
    }
  }

  /** A point in so many may be on the wrong side of where a unit switches. */
  @ParameterizedTest
  @CsvSource({"true, 1", "false, 2", "true, 3", "false, 4"})
  void saysOfEachFeatureWhatTheGradientsAllTheWayFromNothingSay(boolean wide, int seed) {
    List<Integer> hidden = seed > 2 ? List.of(7) : List.of(7, 5);
    NetworkConfig config = new NetworkConfig(wide, 2, hidden, 0.1, 0.1, 0.5, seed, 10, 0.1, 1e-6);
    EmbeddingNetwork network = config.create(THREE);
    Random random = new Random(seed);
    for (int i = 0; i < 3000; i++) {
      FeatureVector x = x(random);
      network.learn(x, (x.id(0) + x.id(1)) % 2 == 0, 1);
    }
    NaiveNetwork twin = new NaiveNetwork(network, config, THREE, IDS);
    double curved = 0;
    for (int i = 0; i < 30; i++) {
      FeatureVector x = x(random);
      double[] contributions = new double[3];
      double sum = network.explain(x, contributions);
      assertThat(contributions).containsExactly(twin.integrated(x, 2000), within(0.01));
      for (double contribution : contributions) sum += contribution;
      assertThat(sum).isCloseTo(network.logit(x), within(2e-6));
      curved = Math.max(curved, Math.abs(twin.integrated(x, 1)[0] - contributions[0]));
    }
    assertThat(curved).as("how far one gradient, half way, is off").isGreaterThan(0.05);
  }

  /** Without its last layer wide and deep is the linear model of its ids. */
  @Test
  void saysOfALinearModelWeightTimesValue() {
    EmbeddingNetwork network =
        new NetworkConfig(true, 2, List.of(5, 3), 0.1, 0.1, 0.5, 1, 10, 0.1, 1e-6).create(THREE);
    Random random = new Random(8);
    for (int i = 0; i < 500; i++) {
      FeatureVector x = x(random);
      network.learn(x, x.id(0) % 2 == 0, 1);
    }
    Arrays.fill(network.layers()[2], 0);
    FeatureVector x = x(random);
    double[] expected = new double[3];
    for (int i = 0; i < x.size(); i++) {
      expected[x.feature(i)] += (double) network.numbers(x.id(i))[0] * x.value(i);
    }
    double[] contributions = new double[3];
    assertThat(network.explain(x, contributions)).isZero();
    assertThat(contributions).containsExactly(expected, within(1e-12));
    assertThat(Math.abs(expected[0])).isGreaterThan(0.1);
  }

  /** Two ids that mean something together only: no linear model can know. */
  @Test
  void learnsWhatNoLinearModelCan() {
    EmbeddingNetwork network =
        new NetworkConfig(false, 4, List.of(8), 0.1, 0.1, 0.3, 1, 10, 0.1, 1e-6).create(THREE);
    Random random = new Random(9);
    int wrong = 0;
    for (int i = 0; i < 20_000; i++) {
      int a = random.nextInt(4);
      int b = random.nextInt(4);
      FeatureVector x = new FeatureVector(2);
      x.add(a, 1, 0);
      x.add(10 + b, 1, 1);
      boolean positive = (a + b) % 2 == 0;
      wrong += i >= 19_000 && network.score(x) > 0.5 != positive ? 1 : 0;
      network.learn(x, positive, 1);
    }
    assertThat(wrong).as("of the last 1000").isLessThan(20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | 16  | 0.1 | 0.1 | 18 | embedding = 0, expected 1 to 64
          4 | 0   | 0.1 | 0.1 | 18 | hidden = [0], expected one or two layers of 1 to 256 units
          4 | 16  | NaN | 0.1 | 18 | rate = NaN, expected
          4 | 16  | 0.1 | 2   | 18 | spread = 2.0, expected a number above 0, at most 1
          4 | 16  | 0.1 | 0.1 | 9  | hash_bits = 9, expected 10 to 26
          64 | 16 | 0.1 | 0.1 | 24 | embedding = 64, expected at most 14 with hash_bits 24
          """)
  void refusesNonsense(
      int size, int units, double rate, double spread, int hashBits, String message) {
    assertThatThrownBy(
            () ->
                new NetworkConfig(
                    true, size, List.of(units), rate, 0.1, spread, 1, hashBits, 0.1, 1e-6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  /** An id of each feature, and a second one of the first with another value. */
  private static FeatureVector x(Random random) {
    FeatureVector x = new FeatureVector(4);
    x.add(random.nextInt(10), 1, 0);
    x.add(10 + random.nextInt(10), 1, 1);
    x.add(20 + random.nextInt(9), random.nextFloat(), 2);
    x.add(29, 0.5f, 0);
    return x;
  }
}
