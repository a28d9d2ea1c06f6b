package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.feed.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream that comes again and again, each time 400 days later and with other entities: what the
 * service holds after the tenth time is what it held after the first. Each look is taken at the
 * same place: every event of the repetition is closed, none of it is forgotten, and all before it
 * is. Then the service starts again, with its stores and without, and works off a day's backlog.
 *
 * <p>How many customers: the system property {@code millrace.growth.customers}, 250 where it is not
 * set, with twice as many terminals and 1.9 events a day each, for {@code millrace.growth.days},
 * 22. With 50,000 and 18 it is ten times the handbook's entities at once and, in ten repetitions,
 * ten times its events: an hour and a half, with {@code -Dmillrace.it.heap=5g}.
 */
@Tag(Proof.TAG)
@DisplayName("A stream that goes on for years")
class GrowthProofIT {
  private static final int CUSTOMERS = Integer.getInteger("millrace.growth.customers", 250);
  private static final int DAYS = Integer.getInteger("millrace.growth.days", 22);

  /** Of the handbook's stream in its 5,000 customers and 10,000 terminals. */
  private static final int CUSTOMERS_OF_A_HANDBOOK_DAY = 4_300;

  private static final int REPETITIONS = 10;
  private static final LocalDate START = LocalDate.parse("2010-01-01");
  private static final Duration APART = Duration.ofDays(400);
  private static final double PERCENT = 10;
  private static final double SETTLING_SECONDS = 75;
  private static final int LOOKS = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Waiting for their scores: enough to keep the service busy, half a day of many customers. */
  private static final long IN_FLIGHT = Math.max(3_000, CUSTOMERS);

  /** Small, so that the first repetition of few customers fills it as the tenth does. */
  private static final String CACHE =
      "statestore.cache.max.bytes=" + Math.min(16 << 20, 400 * CUSTOMERS);

  /** What is compacted or deleted goes by whole segments. */
  private static final Map<String, String> SMALL_SEGMENTS = Map.of("log.segment.bytes", "67108864");

  private final Pipeline pipeline = PipelineFile.read(Path.of("fraud.yaml"), Map.of());

  @TempDir private Path directory;

  /**
   * What is held.
   *
   * @param heap bytes of what is reachable on it
   * @param state bytes of the newest value of every key of every store
   * @param resident bytes of memory of the whole process
   * @param disk bytes of the local stores' files
   */
  private record Held(long heap, long state, long resident, long disk, Map<String, Long> stores) {}

  @Test
  void holdsNoMoreAfterTheTenthRepetitionThanAfterTheFirst() throws Exception {
    TransactionLines lines =
        TransactionLines.simulated(
            SimulatorSettings.sized(6, START, DAYS, CUSTOMERS, 2 * CUSTOMERS));
    List<Held> held = new ArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"), SMALL_SEGMENTS)) {
      Feeding feeding = new Feeding(broker, pipeline, true);
      try (ServiceProcess service = start(broker);
          Changelogs changelogs = new Changelogs(broker)) {
        long started = System.nanoTime();
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
          TransactionLines moved = moved(lines, repetition);
          Path events = moved.writeTo(directory.resolve("events.csv"));
          long began = System.nanoTime();
          feeding.drain(
              feeding.freely(events, 0, IN_FLIGHT, (count, labels, clock, share) -> {}),
              pipeline.labels().policy().horizon());
          double rate = lines.size() / seconds(began);
          awaitForgotten(service, moved.entities());
          awaitSettled(started);
          held.add(look(service, changelogs.read()));
          System.err.printf(
              "repetition %d of %d events, %.0f/s: %s%n",
              repetition + 1, lines.size(), rate, held.get(repetition));
        }
        System.err.printf("%d records in the changelogs%n", changelogs.records());
        service.stop();
      }
      startAgain(broker, feeding);
    }
    Held first = held.get(0);
    for (Held later : held) {
      assertThat(later.state()).isCloseTo(first.state(), withinPercentage(PERCENT));
      assertThat(later.heap()).isCloseTo(first.heap(), withinPercentage(PERCENT));
    }
  }

  private static TransactionLines moved(TransactionLines lines, int repetition) {
    return lines.moved("r" + repetition + "-", APART.multipliedBy(repetition));
  }

  /** Those of the repetition before are dropped a few at a time. */
  private static void awaitForgotten(ServiceProcess service, long entities) {
    Awaitility.await("histories of the entities of this repetition, and of no others")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> service.sum("millrace_histories") == entities);
  }

  private Held look(ServiceProcess service, Changelogs changelogs)
      throws IOException, InterruptedException {
    return new Held(
        heap(service),
        changelogs.bytes(),
        service.residentBytes(),
        files().mapToLong(file -> file.toFile().length()).sum(),
        changelogs.byStore());
  }

  /** Kafka's own metrics are taken up a minute after the start, some 2 MB. */
  private static void awaitSettled(long started) {
    Awaitility.await().atMost(PATIENCE).until(() -> seconds(started) > SETTLING_SECONDS);
  }

  /** The least of some: now and then a snapshot is being made, or a fetch is on its way. */
  private static long heap(ServiceProcess service) {
    AtomicLong least = new AtomicLong(Long.MAX_VALUE);
    AtomicInteger looks = new AtomicInteger();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              least.accumulateAndGet(service.reachableBytes(), Math::min);
              return looks.incrementAndGet() == LOOKS;
            });
    return least.get();
  }

  private void startAgain(BrokerProcess broker, Feeding feeding) throws Exception {
    awaitReady(broker, "with its local stores").stop();
    deleteLocalStores();
    awaitReady(broker, "without any local state, from snapshot, log and changelogs").stop();
    workOffADay(broker, feeding);
  }

  private ServiceProcess awaitReady(Broker broker, String how) {
    long began = System.nanoTime();
    ServiceProcess service = start(broker);
    System.err.printf("%s ready after %.1f s%n", how, seconds(began));
    service
        .said()
        .lines()
        .filter(line -> line.contains("records restored"))
        .forEach(System.err::println);
    return service;
  }

  /** What came in a day while nobody was there. */
  private void workOffADay(Broker broker, Feeding feeding) throws Exception {
    TransactionLines day =
        moved(
            TransactionLines.simulated(
                SimulatorSettings.sized(
                    7, START, 1, CUSTOMERS_OF_A_HANDBOOK_DAY, 2 * CUSTOMERS_OF_A_HANDBOOK_DAY)),
            REPETITIONS);
    Path events = day.writeTo(directory.resolve("events.csv"));
    AtomicLong sent = new AtomicLong();
    ExecutorService background = Executors.newSingleThreadExecutor();
    try {
      Future<Replay.Summary> feed =
          background.submit(
              () -> feeding.ahead(events, (count, labels, clock, share) -> sent.set(count)));
      Awaitility.await().atMost(PATIENCE).until(() -> sent.get() > day.size() - 1_000);
      long began = System.nanoTime();
      try (ServiceProcess service = start(broker)) {
        double ready = seconds(began);
        feeding.drain(feed.get());
        System.err.printf(
            "a day of %d events worked off %.1f s after the start, ready after %.1f s%n",
            day.size(), seconds(began), ready);
        service.stop();
      }
    } finally {
      background.shutdownNow();
    }
  }

  private ServiceProcess start(Broker broker) {
    return ServiceProcess.startToMeasure("fraud", broker, directory, Map.of(), "--streams", CACHE)
        .awaitReady();
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private void deleteLocalStores() throws IOException {
    for (Path file : files().sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
  }

  private Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("measured"))) {
      return files.toList().stream();
    }
  }
}
