package io.millrace.model.learner;

import org.junit.jupiter.api.DisplayName;

@DisplayName("The Hoeffding tree keeps the contract")
class HoeffdingTreeContractTest extends OnlineLearnerContract {
  @Override
  HoeffdingTree fresh() {
    return of(50);
  }

  @Override
  HoeffdingTree ofOtherSettings() {
    return of(60);
  }

  private static HoeffdingTree of(int grace) {
    return new TreeConfig(new TreeSettings(grace, 1e-4, 0.05, TreeSettings.ADAPTIVE, 100))
        .create(INPUTS);
  }
}
