package io.millrace.model.learner;

import org.junit.jupiter.api.DisplayName;

@DisplayName("Logistic FTRL keeps the contract")
class LogisticFtrlContractTest extends LinearLearnerContract {
  @Override
  LogisticFtrl fresh() {
    return new LogisticFtrl(LearnerConfig.ftrl(0.1, 1, 0.001, 0.01, 10));
  }

  @Override
  LogisticFtrl ofOtherSettings() {
    return new LogisticFtrl(LearnerConfig.ftrl(0.2, 1, 0.001, 0.01, 10));
  }
}
