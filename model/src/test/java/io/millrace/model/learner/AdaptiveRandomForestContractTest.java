package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.state.StateReader;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The adaptive random forest keeps the contract")
class AdaptiveRandomForestContractTest extends OnlineLearnerContract {
  @Override
  Forest fresh() {
    return of(1);
  }

  @Override
  Forest ofOtherSettings() {
    return of(2);
  }

  /** At every place of a drift: before the warning, while trees grow, and once they took over. */
  @Test
  void goesOnBitForBitWhereverATreeInTheBackgroundGrows() {
    Forest original = fresh();
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) separable(original, random, false);
    Set<Integer> growing = new TreeSet<>();
    int tookOver = 0;
    for (int restart = 0; restart < 75; restart++) {
      byte[] state = bytes(original);
      Forest restored = fresh();
      restored.read(new StateReader(state));
      assertThat(restored.growing()).isEqualTo(original.growing());
      int before = original.growing();
      for (int i = 0; i < 20; i++) {
        boolean reversed = random.nextInt(5) == 0;
        long seed = random.nextLong();
        separable(original, new Random(seed), reversed);
        separable(restored, new Random(seed), reversed);
      }
      assertThat(bytes(restored)).as("restored %d", restart).isEqualTo(bytes(original));
      growing.add(original.growing());
      if (original.growing() < before) tookOver++;
    }
    assertThat(growing).as("trees that grew in the background").contains(0, 1);
    assertThat(tookOver).isPositive();
  }

  private static Forest of(int seed) {
    return new ForestConfig(
            ForestConfig.ADAPTIVE_RANDOM_FOREST,
            5,
            6,
            2,
            0.001,
            0.01,
            seed,
            new TreeSettings(50, 0.01, 0.05, TreeSettings.ADAPTIVE, 100))
        .create(INPUTS);
  }
}
