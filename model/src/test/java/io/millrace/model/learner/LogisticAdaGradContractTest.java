package io.millrace.model.learner;

import org.junit.jupiter.api.DisplayName;

@DisplayName("Logistic AdaGrad keeps the contract")
class LogisticAdaGradContractTest extends LinearLearnerContract {
  @Override
  LogisticAdaGrad fresh() {
    return new LogisticAdaGrad(LearnerConfig.adagrad(0.1, 10));
  }

  @Override
  LogisticAdaGrad ofOtherSettings() {
    return new LogisticAdaGrad(LearnerConfig.adagrad(0.2, 10));
  }
}
