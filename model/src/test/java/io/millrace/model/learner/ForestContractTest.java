package io.millrace.model.learner;

import org.junit.jupiter.api.DisplayName;

@DisplayName("Leveraging bagging keeps the contract")
class ForestContractTest extends OnlineLearnerContract {
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
            ForestConfig.LEVERAGING_BAGGING,
            4,
            6,
            0,
            ForestConfig.DEFAULT_DRIFT,
            ForestConfig.DEFAULT_WARNING,
            seed,
            new TreeSettings(50, 1e-4, 0.05, TreeSettings.ADAPTIVE, 100))
        .create(INPUTS);
  }
}
