package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.la.SGDVector;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.la.Tensor;
import org.tribuo.math.optimisers.AdaGrad;

@DisplayName("A network over embeddings, beside parameters of Tribuo's")
class EmbeddingNetworkGoldenTest {
  private static final Inputs THREE = new Inputs(3, List.of());
  private static final int IDS = 30;
  private static final double RATE = 0.05;
  private static final double EPSILON = 0.1;

  /** What rounding to float leaves after 500 examples. */
  private static final Offset<Double> FLOAT = within(1e-4);

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 2", "true, 3"})
  void isSteppedAsByTribuosAdaGrad(boolean wide, int seed) {
    List<Integer> hidden = seed == 3 ? List.of(5) : List.of(5, 3);
    NetworkConfig config =
        new NetworkConfig(wide, 2, hidden, RATE, RATE, 0.5, seed, 10, 0, EPSILON);
    EmbeddingNetwork network = config.create(THREE);
    TribuoNetwork tribuo = new TribuoNetwork(network, config, THREE, IDS);
    double[] before = numbers(network);
    AdaGrad adagrad = new AdaGrad(RATE, EPSILON);
    adagrad.initialise(tribuo);
    LogMulticlass objective = new LogMulticlass();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      FeatureVector x = x(random);
      boolean positive = (x.id(0) + x.id(1)) % 2 == 0;
      float weight = i % 3 == 0 ? 2 : 1;
      SparseVector input = tribuo.input(x);
      assertThat(network.logit(x)).as("%d", i).isCloseTo(tribuo.predict(input).get(1), FLOAT);
      network.learn(x, positive, weight);
      Pair<Double, SGDVector> loss =
          objective.lossAndGradient(positive ? 1 : 0, tribuo.predict(input));
      Tensor[] gradients = tribuo.gradients(loss, input);
      tribuo.update(adagrad.step(gradients, weight));
    }
    for (int l = 0; l < network.layers().length; l++) {
      for (int i = 0; i < network.layers()[l].length; i++) {
        assertThat((double) network.layers()[l][i])
            .as("layer %d, number %d", l, i)
            .isCloseTo(tribuo.layer(l, i), FLOAT);
      }
    }
    double[] after = numbers(network);
    int each = after.length / IDS;
    double moved = 0;
    for (int at = 0; at < after.length; at++) {
      assertThat(after[at])
          .as("number %d", at)
          .isCloseTo(tribuo.number(at / each, at % each), FLOAT);
      moved = Math.max(moved, Math.abs(after[at] - before[at]));
    }
    assertThat(moved).as("how far a number of an id moved").isGreaterThan(0.05);
  }

  private static double[] numbers(EmbeddingNetwork network) {
    int each = network.numbers(0).length;
    double[] numbers = new double[IDS * each];
    for (int at = 0; at < numbers.length; at++) {
      numbers[at] = network.numbers(at / each)[at % each];
    }
    return numbers;
  }

  private static FeatureVector x(Random random) {
    FeatureVector x = new FeatureVector(4);
    x.add(random.nextInt(10), 1, 0);
    x.add(10 + random.nextInt(10), 1, 1);
    x.add(20 + random.nextInt(9), random.nextFloat(), 2);
    x.add(29, 0.5f, 0);
    return x;
  }
}
