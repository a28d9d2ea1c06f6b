package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every learner promises; each implementation has a test class that extends this one. */
abstract class OnlineLearnerContract {
  /** Four features: three numbers and a category. */
  static final Inputs INPUTS = new Inputs(4, List.of(false, false, false, true));

  /** A learner that has learnt nothing; equal to every other that this test makes. */
  abstract OnlineLearner fresh();

  /** A learner of the same kind and size with another setting. */
  abstract OnlineLearner ofOtherSettings();

  @Test
  void whoHasLearntNothingIsUndecided() {
    assertThat(fresh().score(vector(1, 1f, 2, -3f))).isCloseTo(0.5, within(0.01));
  }

  @Test
  void scoringTeachesNothing() {
    OnlineLearner learner = taught(1, 500);
    byte[] before = bytes(learner);
    Random random = new Random(2);
    for (int i = 0; i < 100; i++) {
      FeatureVector x = randomVector(random);
      assertThat(learner.score(x)).isEqualTo(learner.score(x));
    }
    assertThat(bytes(learner)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20260101})
  void aRestoredLearnerGoesOnBitForBit(long seed) {
    OnlineLearner original = taught(seed, 300);
    OnlineLearner restored = fresh();
    restored.read(new StateReader(bytes(original)));
    assertThat(bytes(restored)).isEqualTo(bytes(original));
    teach(original, seed + 1, 300);
    teach(restored, seed + 1, 300);
    assertThat(bytes(restored)).isEqualTo(bytes(original));
    Random random = new Random(seed + 2);
    for (int i = 0; i < 50; i++) {
      FeatureVector x = randomVector(random);
      assertThat(restored.logit(x)).isEqualTo(original.logit(x));
    }
  }

  /** What decided for a positive decides against it from one example on. */
  @Test
  void aLearnerRestoredWhileTheConceptChangesGoesOnBitForBit() {
    OnlineLearner original = fresh();
    Random random = new Random(12);
    for (int i = 0; i < 2000; i++) separable(original, random, false);
    for (int restart = 0; restart < 20; restart++) {
      for (int i = 0; i < 37; i++) separable(original, random, true);
      OnlineLearner restored = fresh();
      restored.read(new StateReader(bytes(original)));
      long seed = random.nextLong();
      Random same = new Random(seed);
      Random again = new Random(seed);
      for (int i = 0; i < 200; i++) {
        separable(original, same, true);
        separable(restored, again, true);
      }
      assertThat(bytes(restored)).as("restored %d", restart).isEqualTo(bytes(original));
    }
  }

  static void separable(OnlineLearner learner, Random random, boolean reversed) {
    FeatureVector x = randomVector(random);
    learner.learn(x, x.id(0) % 2 == 0 != reversed, 1);
  }

  @Test
  void restoringForgetsWhatWasLearntBefore() {
    byte[] wanted = bytes(taught(1, 100));
    OnlineLearner learner = taught(2, 400);
    learner.read(new StateReader(wanted));
    assertThat(bytes(learner)).isEqualTo(wanted);
  }

  @Test
  void theSnapshotIsACopy() {
    OnlineLearner learner = taught(1, 100);
    byte[] snapshot = bytes(learner);
    OnlineLearner restored = fresh();
    restored.read(new StateReader(snapshot));
    teach(restored, 2, 100);
    assertThat(bytes(learner)).isEqualTo(snapshot);
  }

  @Test
  void theSameExamplesInTheSameOrderGiveTheSameBits() {
    assertThat(bytes(taught(7, 1000))).isEqualTo(bytes(taught(7, 1000)));
  }

  @Test
  void theStateOfOtherSettingsIsRefusedAndNothingChanges() {
    byte[] other = bytes(ofOtherSettings());
    OnlineLearner learner = taught(1, 100);
    byte[] before = bytes(learner);
    assertThatThrownBy(() -> learner.read(new StateReader(other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected")
        .hasMessageContaining("pipeline file");
    assertThat(bytes(learner)).isEqualTo(before);
  }

  @Test
  void aStateCutShortIsRefusedAndNothingChanges() {
    OnlineLearner learner = taught(1, 100);
    byte[] before = bytes(learner);
    byte[] cut = java.util.Arrays.copyOf(before, before.length - 3);
    assertThatThrownBy(() -> learner.read(new StateReader(cut)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("damaged");
    assertThat(bytes(learner)).isEqualTo(before);
  }

  @Test
  void aHeavierExampleTeachesMore() {
    OnlineLearner light = fresh();
    OnlineLearner heavy = fresh();
    for (OnlineLearner learner : new OnlineLearner[] {light, heavy}) {
      learner.learn(vector(1, 1f), false, 1);
    }
    light.learn(vector(1, 1f), true, 1);
    heavy.learn(vector(1, 1f), true, 5);
    assertThat(heavy.score(vector(1, 1f))).isGreaterThan(light.score(vector(1, 1f)));
  }

  @Test
  void extremeValuesNeverGiveNaN() {
    float[] extremes = {
      0f, -0f, Float.MIN_VALUE, -Float.MIN_NORMAL, 1e-30f, 1f, -1e9f, 1e30f, -Float.MAX_VALUE
    };
    OnlineLearner learner = fresh();
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      FeatureVector x = new FeatureVector(8);
      for (int k = 0; k < 8; k++) {
        x.add(random.nextInt(16), extremes[random.nextInt(extremes.length)]);
      }
      x.plain(new float[] {x.value(0), x.value(1), x.value(2), 7});
      float weight = random.nextBoolean() ? 1f : random.nextBoolean() ? 1e-30f : 1e30f;
      learner.learn(x, random.nextBoolean(), weight);
      assertThat(learner.logit(x)).isFinite();
      assertThat(learner.score(x)).isBetween(0.0, 1.0);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
  void aWeightNotAboveZeroIsRefusedAndNothingChanges(float weight) {
    OnlineLearner learner = taught(1, 100);
    byte[] before = bytes(learner);
    assertThatThrownBy(() -> learner.learn(vector(1, 1f), true, weight))
        .hasMessageContaining("weight of example = " + weight);
    assertThat(bytes(learner)).isEqualTo(before);
  }

  @Test
  void aSeparableStreamIsLearnt() {
    OnlineLearner learner = fresh();
    Random random = new Random(11);
    int wrong = 0;
    for (int i = 0; i < 5000; i++) {
      FeatureVector x = randomVector(random);
      boolean positive = x.id(0) % 2 == 0;
      wrong += i >= 4000 && learner.score(x) > 0.5 != positive ? 1 : 0;
      learner.learn(x, positive, 1);
    }
    assertThat(wrong).as("mistakes in the last 1000 examples").isLessThan(20);
  }

  @Test
  void neitherScoringNorLearningAllocates() {
    OnlineLearner learner = fresh();
    FeatureVector x = vector(1, 1f, 2, 1f, 3, 0.5f, 1, 1f);
    double sink = work(learner, x, 100_000);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    sink += work(learner, x, 10_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(sink).isFinite();
    assertThat(allocated).as("bytes for 10,000 examples").isLessThan(10_000);
  }

  private static double work(OnlineLearner learner, FeatureVector x, int times) {
    double sum = 0;
    for (int i = 0; i < times; i++) {
      sum += learner.score(x);
      learner.learn(x, i % 2 == 0, 1);
    }
    return sum;
  }

  @Test
  void whatTheFeaturesAddIsTheLogitLessTheBase() {
    OnlineLearner learner = taught(3, 2000);
    Random random = new Random(4);
    double base = learner.explain(vector(5, 1f), new double[INPUTS.features()]);
    for (int i = 0; i < 200; i++) {
      FeatureVector x = randomVector(random);
      double[] contributions = new double[INPUTS.features()];
      double sum = learner.explain(x, contributions);
      assertThat(sum).as("the base is the same of every event").isEqualTo(base);
      for (double contribution : contributions) {
        sum += contribution;
      }
      assertThat(sum).isCloseTo(learner.logit(x), within(1e-6));
    }
  }

  final OnlineLearner taught(long seed, int examples) {
    OnlineLearner learner = fresh();
    teach(learner, seed, examples);
    return learner;
  }

  static void teach(OnlineLearner learner, long seed, int examples) {
    Random random = new Random(seed);
    for (int i = 0; i < examples; i++) {
      learner.learn(randomVector(random), random.nextInt(4) == 0, 1 + random.nextInt(3));
    }
  }

  /**
   * One of ten ids that decide in the separable stream, and up to eight that do not; of the plain
   * values the first decides.
   */
  static FeatureVector randomVector(Random random) {
    FeatureVector x = new FeatureVector(9);
    x.add(random.nextInt(10), 1);
    for (int i = random.nextInt(9); i > 0; i--) {
      x.add(10 + random.nextInt(500), (float) random.nextGaussian() * 0.1f, 1 + random.nextInt(3));
    }
    boolean decides = x.id(0) % 2 == 0;
    x.plain(
        new float[] {
          (decides ? 1 : -1) + (float) random.nextGaussian() * 0.2f,
          (float) random.nextGaussian(),
          random.nextInt(4) == 0 ? Float.NaN : random.nextFloat(),
          random.nextInt(5)
        });
    return x;
  }

  static FeatureVector vector(Number... idsAndValues) {
    FeatureVector x = new FeatureVector(idsAndValues.length / 2);
    for (int i = 0; i < idsAndValues.length; i += 2) {
      x.add(idsAndValues[i].intValue(), idsAndValues[i + 1].floatValue());
    }
    float first = x.size() == 0 ? Float.NaN : x.value(0);
    x.plain(new float[] {first, 1, Float.NaN, 2});
    return x;
  }

  static byte[] bytes(OnlineLearner learner) {
    StateWriter out = new StateWriter();
    learner.write(out);
    return out.toBytes();
  }
}
