package io.millrace.it;

import io.millrace.stream.demo.SimulatorSettings;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;

@DisplayName("No score of a simulated stream knows what lies ahead")
class NoPeekTest extends NoPeekContract {
  private final TransactionLines lines =
      TransactionLines.simulated(
          SimulatorSettings.sized(20180401, LocalDate.parse("2018-04-01"), 24, 100, 2_000));

  @Override
  TransactionLines lines() {
    return lines;
  }

  @Override
  Stream<Told> told() {
    return Stream.of(Told.values());
  }
}
