package io.millrace.model.learner;

import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The perceptron keeps the contract")
class EmbeddingNetworkContractTest extends IdLearnerContract {
  @Override
  EmbeddingNetwork fresh() {
    return of(false, 1);
  }

  @Override
  EmbeddingNetwork ofOtherSettings() {
    return of(false, 2);
  }

  @Override
  double unseen() {
    return 0.1;
  }

  static EmbeddingNetwork of(boolean wide, int seed) {
    return new NetworkConfig(wide, 3, List.of(6, 4), 0.1, 0.1, 0.1, seed, 10, 0.1, 1e-6)
        .create(INPUTS);
  }
}
