package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every learner promises; each implementation has a test class that extends this one. */
abstract class OnlineLearnerContract {
  /** A learner that has learnt nothing; equal to every other that this test makes. */
  abstract OnlineLearner fresh();

  /** A learner of the same kind and size with another setting. */
  abstract OnlineLearner ofOtherSettings();

  @Test
  void whoHasLearntNothingIsUndecided() {
    assertThat(fresh().score(vector(1, 1f, 2, -3f))).isEqualTo(0.5);
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

  @Test
  void anUnseenFeatureIsNoErrorAndChangesNoScore() {
    OnlineLearner learner = fresh();
    learner.learn(vector(1, 1f), true, 1);
    assertThat(learner.logit(vector(1, 1f, 1000, 5f))).isEqualTo(learner.logit(vector(1, 1f)));
  }

  @Test
  void anExampleWithoutFeaturesTeachesTheBiasAlone() {
    OnlineLearner learner = fresh();
    learner.learn(vector(), true, 1);
    assertThat(learner.score(vector())).isGreaterThan(0.5).isEqualTo(learner.score(vector(5, 1f)));
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
  void anIdThatOccursTwiceIsOneFeatureWhoseValuesAddUp() {
    OnlineLearner twice = fresh();
    OnlineLearner once = fresh();
    for (int i = 0; i < 100; i++) {
      boolean positive = i % 3 == 0;
      twice.learn(vector(7, 0.5f, 9, 1f, 7, 0.5f, 7, 1f), positive, 1);
      once.learn(vector(7, 2f, 9, 1f), positive, 1);
    }
    assertThat(twice.logit(vector(7, 1f))).isCloseTo(once.logit(vector(7, 1f)), within(1e-5));
    assertThat(twice.logit(vector(9, 1f))).isCloseTo(once.logit(vector(9, 1f)), within(1e-5));
  }

  @Test
  void anIdWhoseValuesCancelOutTeachesThatIdNothing() {
    OnlineLearner learner = fresh();
    learner.learn(vector(7, 1f, 9, 1f, 7, -1f), true, 1);
    assertThat(learner.logit(vector(7, 1f))).isEqualTo(learner.logit(vector()));
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
      float weight = random.nextBoolean() ? 1f : random.nextBoolean() ? 1e-30f : 1e30f;
      learner.learn(x, random.nextBoolean(), weight);
      assertThat(learner.logit(x)).isFinite();
      assertThat(learner.score(x)).isBetween(0.0, 1.0);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aValueThatIsNotFiniteIsRefusedAndNothingChanges(float value) {
    OnlineLearner learner = taught(1, 100);
    byte[] before = bytes(learner);
    FeatureVector x = vector(1, 1f, 2, value, 1, 1f);
    assertThatThrownBy(() -> learner.learn(x, true, 1)).hasMessageContaining("finite");
    assertThatThrownBy(() -> learner.score(x)).hasMessageContaining("finite");
    assertThat(bytes(learner)).isEqualTo(before);
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

  @ParameterizedTest
  @ValueSource(ints = {-1, 1 << 27, Integer.MAX_VALUE})
  void anIdOutsideTheTableIsRefusedAndNothingChanges(int id) {
    OnlineLearner learner = taught(1, 100);
    byte[] before = bytes(learner);
    FeatureVector x = vector(1, 1f, id, 1f);
    assertThatThrownBy(() -> learner.learn(x, true, 1)).hasMessageContaining("hash_bits");
    assertThatThrownBy(() -> learner.logit(x)).hasMessageContaining("hash_bits");
    assertThat(bytes(learner)).isEqualTo(before);
  }

  @Test
  void aVectorOfThousandsOfFeaturesIsLearnt() {
    FeatureVector x = new FeatureVector(8);
    for (int i = 0; i < 5000; i++) {
      x.add(i % 1024, 0.01f);
    }
    OnlineLearner learner = fresh();
    learner.learn(x, true, 1);
    assertThat(learner.score(x)).isGreaterThan(0.5);
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

  /** One of ten features that decide in the separable stream, and up to eight that do not. */
  static FeatureVector randomVector(Random random) {
    FeatureVector x = new FeatureVector(9);
    x.add(random.nextInt(10), 1);
    for (int i = random.nextInt(9); i > 0; i--) {
      x.add(10 + random.nextInt(500), (float) random.nextGaussian() * 0.1f);
    }
    return x;
  }

  static FeatureVector vector(Number... idsAndValues) {
    FeatureVector x = new FeatureVector(idsAndValues.length / 2);
    for (int i = 0; i < idsAndValues.length; i += 2) {
      x.add(idsAndValues[i].intValue(), idsAndValues[i + 1].floatValue());
    }
    return x;
  }

  static byte[] bytes(OnlineLearner learner) {
    StateWriter out = new StateWriter();
    learner.write(out);
    return out.toBytes();
  }
}
