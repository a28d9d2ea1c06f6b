package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.drift.Episode;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.demo.SimulatorSettings;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("Where nothing drifts")
@Tag(Proof.TAG)
class DriftFalseAlarmsIT {
  private static final Path WATCHED = Path.of("src", "test", "resources", "watched.yaml");
  private static final int SEEDS = 5;

  /** Before them fraud builds up, which is a drift. */
  private static final int SKIPPED_DAYS = 30;

  private static final int DAYS = 122;

  @Test
  void thereAreNoMoreAlarmsThanTheIntervalAllows() throws Exception {
    Pipeline pipeline = PipelineFile.read(WATCHED, Map.of());
    long events = 0;
    List<Episode> alarms = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      SimulatorSettings world =
          SimulatorSettings.handbook(seed, LocalDate.parse("2018-04-01"), SKIPPED_DAYS + DAYS)
              .with(true, List.of());
      DriftHarness harness = new DriftHarness(pipeline);
      alarms.addAll(harness.run(world, SKIPPED_DAYS).stream().filter(Episode::isOpen).toList());
      assertThat(harness.events()).isGreaterThan(1_000_000);
      events += harness.events();
    }
    assertThat(alarms).hasSizeLessThanOrEqualTo((int) (events / DriftHarness.EVERY));
  }
}
