package io.millrace.model.learner;

import org.junit.jupiter.api.DisplayName;

/** Two whole blocks of its table. */
@DisplayName("The factorization machine of eight factors keeps the contract")
class EightFactorsContractTest extends FactorizationMachineContractTest {
  @Override
  int factors() {
    return 8;
  }
}
