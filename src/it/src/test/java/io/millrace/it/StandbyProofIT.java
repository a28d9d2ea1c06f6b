package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.accounting.Account;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.feed.Replay;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two instances, one of which is killed and does not come back. */
@Tag(Proof.TAG)
@DisplayName("An instance whose fellow was killed")
class StandbyProofIT {
  private static final double RATE = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Pipeline pipeline = PipelineFile.read(Path.of("fraud.yaml"), Map.of());
  private final ExecutorService background = Executors.newSingleThreadExecutor();
  private final AtomicLong sent = new AtomicLong();

  @TempDir private Path directory;

  /** With a warm copy it reads the end of the changelogs only, without one all of them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 0})
  void takesItsStoresOverAndNothingIsLostOrDoubled(int standbys) throws Exception {
    TransactionLines lines =
        TransactionLines.simulated(
            SimulatorSettings.sized(8, LocalDate.parse("2018-04-01"), 22, 400, 800));
    Path events = lines.writeTo(directory.resolve("events.csv"));
    try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"), Map.of());
        ServiceProcess one = start(broker, "one", standbys);
        ServiceProcess two = start(broker, "two", standbys)) {
      one.awaitReady();
      two.awaitReady();
      Feeding feeding = new Feeding(broker, pipeline, true);
      Future<Replay.Summary> feed =
          background.submit(
              () -> feeding.freely(events, RATE, (count, labels, clock, share) -> sent.set(count)));
      Awaitility.await().atMost(PATIENCE).until(() -> sent.get() > 0.6 * lines.size());
      double before = two.sum("millrace_restored_records_total");
      one.kill();
      Replay.Summary fed = feed.get();
      feeding.drain(fed);
      double restored = two.sum("millrace_restored_records_total") - before;
      Account account =
          new Implied(lines, pipeline, Guarantee.EXACTLY_ONCE).assertHolds(broker, two);
      try (Changelogs changelogs = new Changelogs(broker)) {
        long written = changelogs.read().records();
        System.err.printf(
            "%d standbys: %d events, %d scores; %.0f of %d records of changelogs restored%n",
            standbys, fed.events(), account.scored(), restored, written);
        // Half of the stores were the other's, and had six tenths of the stream.
        if (standbys == 1) {
          assertThat(restored).isLessThan(0.05 * written);
        } else {
          assertThat(restored).isGreaterThan(0.1 * written);
        }
      }
      two.said()
          .lines()
          .filter(line -> line.contains("records restored"))
          .forEach(System.err::println);
      two.stop();
    } finally {
      background.shutdownNow();
    }
  }

  private ServiceProcess start(Broker broker, String instance, int standbys) {
    return ServiceProcess.start(
        broker, directory, instance, Map.of(), "--standbys", Integer.toString(standbys));
  }
}
