package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.state.StateWriter;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
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
  void beginsWithTheWeightsThatItIsGivenAndForgetsItsOwn() {
    LinearLearner learner = fresh();
    teach(learner, 1, 1000);
    IntToDoubleFunction weights = id -> id % 3 == 0 ? 0 : StrictMath.sin(id);
    learner.begin(-1.25, weights);
    assertThat(learner.bias()).isCloseTo(-1.25, within(1e-6));
    for (int id = 0; id < 1024; id++) {
      assertThat(learner.weight(id)).isCloseTo(weights.applyAsDouble(id), within(1e-6));
    }
    assertThatThrownBy(() -> learner.begin(0, id -> Double.NaN))
        .hasMessage("weight = NaN, expected a finite number");
  }

  /** As fast as it learns of an id that it has never seen. */
  @Test
  void beginsWithTheStepsOfANewLearner() {
    LinearLearner begun = fresh();
    teach(begun, 1, 1000);
    begun.begin(0, id -> 0);
    LinearLearner fresh = fresh();
    teach(begun, 2, 200);
    teach(fresh, 2, 200);
    assertThat(bytes(begun)).isEqualTo(bytes(fresh));
  }

  private static byte[] bytes(LinearLearner learner) {
    StateWriter out = new StateWriter();
    learner.write(out);
    return out.toBytes();
  }

  @Test
  void anIdNeverSeenHasNoWeight() {
    LinearLearner learner = fresh();
    teach(learner, 1, 1000);
    assertThat(learner.weight(1023)).isZero();
  }
}
