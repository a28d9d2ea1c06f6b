package io.millrace.model.learner;

import org.junit.jupiter.api.DisplayName;

@DisplayName("Wide and deep keeps the contract")
class WideAndDeepContractTest extends IdLearnerContract {
  @Override
  EmbeddingNetwork fresh() {
    return EmbeddingNetworkContractTest.of(true, 1);
  }

  @Override
  EmbeddingNetwork ofOtherSettings() {
    return EmbeddingNetworkContractTest.of(true, 2);
  }

  @Override
  double unseen() {
    return 0.1;
  }
}
