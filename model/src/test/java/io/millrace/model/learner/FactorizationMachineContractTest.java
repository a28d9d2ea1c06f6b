package io.millrace.model.learner;

import org.junit.jupiter.api.DisplayName;

@DisplayName("The factorization machine keeps the contract")
class FactorizationMachineContractTest extends IdLearnerContract {
  /** A block of the table. */
  int factors() {
    return 4;
  }

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

  private FactorizationConfig config(int seed) {
    return new FactorizationConfig(factors(), 0.1, 0.05, 0.01, seed, 10, 0.1, 1e-6);
  }
}
