package io.millrace.it;

import io.millrace.stream.demo.SimulatorSettings;
import java.time.LocalDate;
import org.junit.jupiter.api.DisplayName;

@DisplayName("No score of any learner of a simulated stream knows what lies ahead")
class EveryLearnerNoPeekTest extends EveryLearnerNoPeekContract {
  private final TransactionLines lines =
      TransactionLines.simulated(
          SimulatorSettings.sized(20180401, LocalDate.parse("2018-04-01"), 16, 50, 1_000));

  @Override
  TransactionLines lines() {
    return lines;
  }
}
