package io.millrace.model.learner;

import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The ensemble keeps the contract")
class EnsembleContractTest extends OnlineLearnerContract {
  @Override
  Ensemble fresh() {
    return of(0.1);
  }

  @Override
  Ensemble ofOtherSettings() {
    return of(0.2);
  }

  private static Ensemble of(double rate) {
    return new EnsembleConfig(
            List.of(
                LearnerConfig.ftrl(0.1, 10),
                LearnerConfig.adagrad(0.1, 10),
                new TreeConfig(new TreeSettings(50, 1e-4, 0.05, TreeSettings.ADAPTIVE, 100))),
            rate,
            0.001)
        .create(INPUTS);
  }
}
