package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every learner promises besides that learns from ids. */
abstract class IdLearnerContract extends OnlineLearnerContract {
  /** How far an id never seen moves a logit: as far as its random start does. */
  double unseen() {
    return 0;
  }

  @Test
  void anUnseenFeatureIsNoErrorAndHardlyChangesAScore() {
    OnlineLearner learner = fresh();
    learner.learn(vector(1, 1f), true, 1);
    assertThat(learner.logit(vector(1, 1f, 1000, 5f)))
        .isCloseTo(learner.logit(vector(1, 1f)), within(unseen()));
  }

  @Test
  void anExampleWithoutFeaturesTeachesTheBiasAlone() {
    OnlineLearner learner = fresh();
    learner.learn(vector(), true, 1);
    assertThat(learner.score(vector())).isGreaterThan(0.5);
    assertThat(learner.logit(vector(5, 1f))).isCloseTo(learner.logit(vector()), within(unseen()));
  }

  @Test
  void theBaseIsWhatItSaysOfAnEventWithoutFeatures() {
    OnlineLearner learner = taught(3, 2000);
    double[] contributions = new double[INPUTS.features()];
    double base = learner.explain(vector(1, 1f, 12, -0.3f), contributions);
    assertThat(base).isEqualTo(learner.logit(vector()));
    double[] none = new double[INPUTS.features()];
    assertThat(learner.explain(vector(), none)).isEqualTo(base);
    assertThat(none).containsOnly(0);
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
    assertThat(learner.logit(vector(7, 1f))).isCloseTo(learner.logit(vector()), within(unseen()));
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
}
