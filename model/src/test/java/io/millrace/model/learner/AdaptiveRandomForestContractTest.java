package io.millrace.model.learner;

import org.junit.jupiter.api.DisplayName;

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
