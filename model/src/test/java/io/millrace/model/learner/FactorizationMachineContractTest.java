package io.millrace.model.learner;

import org.junit.jupiter.api.DisplayName;

@DisplayName("The factorization machine keeps the contract")
class FactorizationMachineContractTest extends IdLearnerContract {
  @Override
  FactorizationMachine fresh() {
    return new FactorizationMachine(config(4));
  }

  @Override
  FactorizationMachine ofOtherSettings() {
    return new FactorizationMachine(config(5));
  }

  @Override
  double unseen() {
    return 0.01;
  }

  private static FactorizationConfig config(int seed) {
    return new FactorizationConfig(4, 0.1, 0.05, 0.01, seed, 10, 0.1, 1e-6);
  }
}
