package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every linear learner promises besides. */
abstract class LinearLearnerContract extends IdLearnerContract {
  @Override
  abstract LinearLearner fresh();

  @Test
  void theLogitIsTheBiasAndEachFeaturesContribution() {
    LinearLearner learner = fresh();
    teach(learner, 1, 1000);
    Random random = new Random(2);
    for (int i = 0; i < 100; i++) {
      FeatureVector x = randomVector(random);
      double sum = learner.bias();
      for (int k = 0; k < x.size(); k++) {
        sum += learner.weight(x.id(k)) * x.value(k);
      }
      assertThat(learner.logit(x)).isCloseTo(sum, within(1e-12));
    }
  }

  @Test
  void anIdNeverSeenHasNoWeight() {
    LinearLearner learner = fresh();
    teach(learner, 1, 1000);
    assertThat(learner.weight(1023)).isZero();
  }
}
