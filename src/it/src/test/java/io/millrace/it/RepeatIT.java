package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Outcome;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.accounting.Account;
import io.millrace.stream.accounting.Accounting;
import io.millrace.stream.accounting.Identity;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.training.ReplicaDigest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file that is replayed twice")
class RepeatIT {
  /** At most some 60 transactions a customer: every repeat is one that its history remembers. */
  private static final SimulatorSettings TEN_DAYS =
      SimulatorSettings.sized(5, LocalDate.parse("2018-04-01"), 10, 120, 2_000);

  private final Pipeline pipeline =
      PipelineFile.read(Path.of("fraud.yaml"), Map.of("partitions", "2"));

  @TempDir Path directory;

  @Test
  @Tag(Broker.ANY)
  void leavesScoresAndWeightsAndIsCounted() throws Exception {
    TransactionLines lines = TransactionLines.simulated(TEN_DAYS);
    Path events = lines.writeTo(directory.resolve("events.csv"));
    try (Broker broker = Broker.start(Map.of());
        Instance instance = Instance.start(broker, pipeline, directory.resolve("state"))) {
      Feeding feeding = new Feeding(broker, pipeline, false);
      Committed committed = new Committed(broker.bootstrap(), pipeline);
      replay(feeding, events);
      List<String> scores = scores(committed);
      ReplicaDigest digest = instance.digest();
      assertThat(scores).hasSize(lines.size());
      assertThat(digest.examples()).isPositive();

      replay(feeding, events);
      assertThat(scores(committed)).isEqualTo(scores);
      assertThat(instance.digest()).isEqualTo(digest);
      assertThat(count(committed, Outcome.DUPLICATE_EVENT)).isEqualTo(lines.size());
      assertThat(count(committed, Outcome.DUPLICATE)).isEqualTo(digest.examples());
      Account account =
          Accounting.of(pipeline, Guarantee.EXACTLY_ONCE, feeding.client(), topic -> {});
      assertThat(account.identities()).allMatch(Identity::holds);
    }
  }

  private static void replay(Feeding feeding, Path events) throws Exception {
    feeding.drain(feeding.freely(events, 0, (count, labels, clock, share) -> {}));
  }

  /** Everything that was told of each event, reasons and version included. */
  private static List<String> scores(Committed committed) {
    return committed.of(committed.topics().scores()).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .sorted()
        .toList();
  }

  private static long count(Committed committed, Outcome outcome) {
    return committed.of(committed.topics().outcomes()).stream()
        .filter(
            record ->
                record.value() instanceof OutcomeEntry.Told told
                    && told.outcome().outcome() == outcome)
        .count();
  }
}
