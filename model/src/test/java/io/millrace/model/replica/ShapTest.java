package io.millrace.model.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.event.Example;
import io.millrace.model.feature.Encoder;
import io.millrace.model.learner.FactorizationConfig;
import io.millrace.model.learner.FactorizedLearner;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.learner.Inputs;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.OnlineLearner;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Shapley values by their definition, over all 2^5 sets of features: what a feature is worth is the
 * mean, over all orders, of what the logit gains when it joins those before it (Lundberg and Lee,
 * NeurIPS 2017).
 */
@DisplayName("The contributions of a linear model or a factorization machine")
class ShapTest {
  private static final int SIZE = ReplicaFixture.FEATURES.size();
  private static final OnlineLearner LINEAR = LearnerConfig.ftrl(0.1, 12).create();
  private static final OnlineLearner MACHINE =
      new FactorizationConfig(4, 0.1, 0.1, 0.2, 1, 12, 0.1, 1e-6)
          .create(new Inputs(SIZE, List.of()));
  private static final Encoder ENCODER = new Encoder(ReplicaFixture.FEATURES, 12);
  private static final List<float[]> BACKGROUND =
      ReplicaFixture.examples(9, 40).stream().map(Example::values).toList();
  private static final float[] EVENT = ReplicaFixture.values(300, "FR", 2.5f);

  @BeforeAll
  static void learn() {
    for (Example example : ReplicaFixture.examples(1, 3000)) {
      for (OnlineLearner learner : List.of(LINEAR, MACHINE)) {
        learner.learn(encoded(example.values()), example.positive(), 1);
      }
    }
  }

  @Test
  void areItsShapValuesAgainstAnEventWithoutFeatures() {
    double[] shapley = shapley(LINEAR, List.of(new FeatureVector(4)));
    assertThat(contributions(LINEAR, EVENT)).containsExactly(shapley, within(1e-9));
  }

  /** Of a machine too: a pair is worth the same to either of its features, so each has half. */
  @Test
  void areThoseOfAMachineAgainstAnEventWithoutFeatures() {
    double[] shapley = shapley(MACHINE, List.of(new FeatureVector(4)));
    double[] contributions = contributions(MACHINE, EVENT);
    assertThat(contributions).containsExactly(shapley, within(1e-9));
    double[] alone = new double[SIZE];
    FeatureVector event = encoded(EVENT);
    for (int i = 0; i < event.size(); i++) {
      alone[event.feature(i)] += ((FactorizedLearner) MACHINE).weight(event.id(i)) * event.value(i);
    }
    double pairs = Arrays.stream(contributions).sum() - Arrays.stream(alone).sum();
    assertThat(Math.abs(pairs)).as("what all pairs add").isGreaterThan(0.1);
  }

  @Test
  void lessTheirMeansAreItsShapValuesWithIndependentFeatures() {
    double[] shapley = shapley(LINEAR, BACKGROUND.stream().map(ShapTest::encoded).toList());
    double[] less = contributions(LINEAR, EVENT);
    for (float[] other : BACKGROUND) {
      double[] theirs = contributions(LINEAR, other);
      for (int i = 0; i < SIZE; i++) less[i] -= theirs[i] / BACKGROUND.size();
    }
    assertThat(less).containsExactly(shapley, within(1e-9));
    assertThat(Arrays.stream(shapley).map(Math::abs).sum()).isGreaterThan(1);
  }

  private static double[] contributions(OnlineLearner learner, float[] values) {
    double[] contributions = new double[SIZE];
    learner.explain(encoded(values), contributions);
    return contributions;
  }

  private static double[] shapley(OnlineLearner learner, List<FeatureVector> background) {
    FeatureVector event = encoded(EVENT);
    double[] worth = new double[1 << SIZE];
    for (int set = 0; set < worth.length; set++) {
      for (FeatureVector other : background) {
        worth[set] += learner.logit(mixed(event, other, set)) / background.size();
      }
    }
    double[] shapley = new double[SIZE];
    for (int feature = 0; feature < SIZE; feature++) {
      for (int set = 0; set < worth.length; set++) {
        if ((set & 1 << feature) != 0) continue;
        int size = Integer.bitCount(set);
        double share = factorial(size) * factorial(SIZE - size - 1) / factorial(SIZE);
        shapley[feature] += share * (worth[set | 1 << feature] - worth[set]);
      }
    }
    return shapley;
  }

  /** The event in the features of the set, the other in the rest. */
  private static FeatureVector mixed(FeatureVector event, FeatureVector other, int set) {
    FeatureVector mixed = new FeatureVector(16);
    for (int i = 0; i < event.size(); i++) {
      if ((set >> event.feature(i) & 1) == 1) {
        mixed.add(event.id(i), event.value(i), event.feature(i));
      }
    }
    for (int i = 0; i < other.size(); i++) {
      if ((set >> other.feature(i) & 1) == 0) {
        mixed.add(other.id(i), other.value(i), other.feature(i));
      }
    }
    return mixed;
  }

  private static FeatureVector encoded(float[] values) {
    FeatureVector x = new FeatureVector(16);
    ENCODER.encode(values, x);
    return x;
  }

  private static double factorial(int n) {
    return IntStream.rangeClosed(1, n).mapToDouble(i -> i).reduce(1, (a, b) -> a * b);
  }
}
