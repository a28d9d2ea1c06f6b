package io.millrace.it;

import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.demo.SimulatorSettings;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;

@DisplayName(
    "No score of the shipped champion and challengers of a simulated stream knows what lies ahead")
class ShippedListNoPeekTest extends LearnersNoPeekContract {
  private final TransactionLines lines =
      TransactionLines.simulated(
          SimulatorSettings.sized(20180401, LocalDate.parse("2018-04-01"), 16, 50, 1_000));

  ShippedListNoPeekTest() {
    super(PipelineFile.read(Path.of("fraud-challengers.yaml"), Map.of()));
  }

  @Override
  TransactionLines lines() {
    return lines;
  }
}
