package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A Hoeffding tree")
class HoeffdingTreeTest {
  private static final Inputs TWO = new Inputs(2, List.of(false, true));

  @ParameterizedTest
  @CsvSource({
    "-3, 0.0013498980316300933",
    "-0.5, 0.3085375387259869",
    "0, 0.5",
    "0.5, 0.6914624612740131",
    "1.96, 0.9750021048517795",
    "6, 0.9999999990134123",
    "-12, 1.776482112077679e-33",
    "-40, 0"
  })
  void knowsTheNormalDistribution(double z, double below) {
    assertThat(NormalDistribution.below(z)).isCloseTo(below, within(1e-13 * below));
  }

  @Test
  void growsOnAnIntervalThatNoLineSeparates() {
    HoeffdingTree tree = tree(TreeSettings.SHARE, 100);
    Random random = new Random(1);
    int wrong = 0;
    for (int i = 0; i < 20_000; i++) {
      float value = random.nextFloat();
      boolean positive = value > 0.3f && value < 0.6f;
      FeatureVector x = x(value, 0);
      wrong += i >= 15_000 && tree.score(x) > 0.5 != positive ? 1 : 0;
      tree.learn(x, positive, 1);
    }
    assertThat(wrong).as("of the last 5000").isLessThan(250);
    assertThat(tree.nodes()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void sendsMissingNumbersWhereTheyBelong() {
    HoeffdingTree tree = tree(TreeSettings.SHARE, 100);
    Random random = new Random(2);
    for (int i = 0; i < 5000; i++) {
      float value = random.nextInt(3) == 0 ? Float.NaN : random.nextFloat();
      tree.learn(x(value, 0), Float.isNaN(value) || value > 0.7f, 1);
    }
    assertThat(tree.score(x(Float.NaN, 0))).isGreaterThan(0.9);
    assertThat(tree.score(x(0.9f, 0))).isGreaterThan(0.9);
    assertThat(tree.score(x(0.3f, 0))).isLessThan(0.1);
  }

  @ParameterizedTest
  @CsvSource({"share", "naive_bayes", "adaptive"})
  void splitsOffACategoryByItsValue(String leaf) {
    HoeffdingTree tree = tree(leaf, 100);
    Random random = new Random(3);
    for (int i = 0; i < 5000; i++) {
      int category = random.nextInt(50) * 7919;
      tree.learn(x(random.nextFloat(), category), category == 3 * 7919, 1);
    }
    assertThat(tree.score(x(0.5f, 3 * 7919))).isGreaterThan(0.5);
    assertThat(tree.score(x(0.5f, 4 * 7919))).isLessThan(0.1);
  }

  @Test
  void takesTheBetterOfShareAndNaiveBayesInALeaf() {
    double share = squaredError(TreeSettings.SHARE);
    double bayes = squaredError(TreeSettings.NAIVE_BAYES);
    double adaptive = squaredError(TreeSettings.ADAPTIVE);
    assertThat(bayes).isLessThan(0.8 * share);
    assertThat(adaptive).isLessThan(1.02 * bayes);
  }

  /** Two normal classes and a tree that may not grow: naive Bayes knows, the share does not. */
  private static double squaredError(String leaf) {
    HoeffdingTree tree = new TreeConfig(new TreeSettings(1e6, 1e-6, 0.05, leaf, 3)).create(TWO);
    Random random = new Random(4);
    double sum = 0;
    for (int i = 0; i < 5000; i++) {
      boolean positive = random.nextInt(5) == 0;
      FeatureVector x = x((float) (random.nextGaussian() + (positive ? 2 : 0)), 0);
      double error = tree.score(x) - (positive ? 1 : 0);
      sum += error * error;
      tree.learn(x, positive, 1);
    }
    return sum;
  }

  @Test
  void splitsAfterAsManyExamplesWhateverTheyWeigh() {
    assertThat(firstSplit(1024)).isCloseTo(firstSplit(1), within(100)).isBetween(100, 19_000);
  }

  private static int firstSplit(float weight) {
    HoeffdingTree tree = tree(TreeSettings.SHARE, 100);
    Random random = new Random(8);
    int examples = 0;
    while (tree.nodes() == 1 && examples < 20_000) {
      float value = random.nextFloat();
      tree.learn(x(value, 0), value > 0.5f != (random.nextInt(5) == 0), weight);
      examples++;
    }
    return examples;
  }

  @Test
  void doesNotTakeASampledNegativeForAThousand() {
    HoeffdingTree tree = tree(TreeSettings.SHARE, 100);
    Random random = new Random(9);
    for (int i = 0; i < 900; i++) {
      boolean positive = random.nextInt(3) == 0;
      tree.learn(x(random.nextFloat(), random.nextInt(4)), positive, positive ? 1 : 1000);
    }
    assertThat(tree.nodes()).as("of noise").isEqualTo(1);
  }

  @Test
  void growsNoFurtherThanItMay() {
    HoeffdingTree tree = tree(TreeSettings.SHARE, 7);
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      float value = random.nextFloat();
      tree.learn(x(value, 0), (int) (value * 10) % 2 == 0, 1);
    }
    assertThat(tree.nodes()).isEqualTo(7);
  }

  @Test
  void refusesAnEventOfAnotherFeatureSet() {
    FeatureVector x = new FeatureVector(1);
    x.plain(new float[] {1});
    assertThatThrownBy(() -> tree(TreeSettings.SHARE, 7).score(x))
        .hasMessageContaining("plain values = 1, expected 2");
  }

  /**
   * Two texts of two values each. The first hundred examples split the root by the first text, a
   * hundred more of its value 2 split that side by the second; log odds are those of the counts,
   * half an example of either class more.
   */
  @Test
  void explainsAScoreByTheChangeThatEachSplitOnItsWayMade() {
    HoeffdingTree tree =
        new TreeConfig(new TreeSettings(100, 0.1, 0.05, TreeSettings.SHARE, 100))
            .create(new Inputs(2, List.of(true, true)));
    teach(tree, 1, 1, 20, 0);
    teach(tree, 1, 2, 20, 0);
    teach(tree, 2, 1, 3, 27);
    teach(tree, 2, 2, 25, 5);
    assertThat(tree.nodes()).isEqualTo(3);
    teach(tree, 2, 1, 5, 45);
    teach(tree, 2, 2, 45, 5);
    assertThat(tree.nodes()).isEqualTo(5);

    double root = Math.log((82 + 0.5) / (118 + 0.5));
    double ofTwo = Math.log((82 + 0.5) / (78 + 0.5));
    double ofTwoAndOne = Math.log((45 + 0.5) / (5 + 0.5));
    double ofOne = Math.log((0 + 0.5) / (40 + 0.5));
    double[] contributions = new double[2];
    assertThat(tree.explain(x(2, 1), contributions)).isCloseTo(root, within(1e-12));
    assertThat(contributions)
        .containsExactly(new double[] {ofTwo - root, ofTwoAndOne - ofTwo}, within(1e-12));
    contributions = new double[2];
    assertThat(tree.explain(x(1, 1), contributions)).isCloseTo(root, within(1e-12));
    assertThat(contributions).containsExactly(new double[] {ofOne - root, 0}, within(1e-12));
  }

  private static void teach(
      HoeffdingTree tree, int first, int second, int negatives, int positives) {
    for (int i = 0; i < negatives + positives; i++) {
      tree.learn(x(first, second), i >= negatives, 1);
    }
  }

  @Test
  void replacesTreesWhenTheConceptChanges() {
    for (String method :
        List.of(ForestConfig.LEVERAGING_BAGGING, ForestConfig.ADAPTIVE_RANDOM_FOREST)) {
      Forest forest =
          new ForestConfig(
                  method, 5, 6, 0, 0.002, 0.01, 1, new TreeSettings(50, 0.01, 0.05, "share", 50))
              .create(TWO);
      Random random = new Random(6);
      int wrong = 0;
      for (int i = 0; i < 8000; i++) {
        float value = random.nextFloat();
        boolean positive = value > 0.5f == i < 4000;
        FeatureVector x = x(value, 0);
        wrong += i >= 7000 && forest.score(x) > 0.5 != positive ? 1 : 0;
        forest.learn(x, positive, 1);
      }
      assertThat(wrong).as(method + ", of the last 1000").isLessThan(100);
    }
  }

  private static HoeffdingTree tree(String leaf, int maxNodes) {
    return new TreeConfig(new TreeSettings(100, 1e-6, 0.05, leaf, maxNodes)).create(TWO);
  }

  private static FeatureVector x(float number, int category) {
    FeatureVector x = new FeatureVector(1);
    x.plain(new float[] {number, category});
    return x;
  }
}
