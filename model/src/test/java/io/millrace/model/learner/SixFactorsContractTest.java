package io.millrace.model.learner;

import org.junit.jupiter.api.DisplayName;

/** Two blocks of its table, the second half empty. */
@DisplayName("The factorization machine of six factors keeps the contract")
class SixFactorsContractTest extends FactorizationMachineContractTest {
  @Override
  int factors() {
    return 6;
  }
}
