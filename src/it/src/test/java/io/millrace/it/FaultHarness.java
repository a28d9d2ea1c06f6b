package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.accounting.Account;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.feed.Replay;
import io.millrace.stream.topic.PipelineTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a fault needs, whichever it is: a broker, instances of the service, of which the one named
 * {@link #ONE} has a way to the broker that can be cut, a load, and what must hold afterwards.
 */
abstract class FaultHarness {
  static final Duration FAULT =
      Duration.ofSeconds(Integer.getInteger("millrace.fault.seconds", 60));

  static final String ONE = "one";
  static final String TWO = "two";

  /** Events a second. */
  static final double RATE = 1_000;

  private static final int DAYS = 22;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Pipeline pipeline = PipelineFile.read(Path.of("fraud.yaml"), Map.of());
  private final ExecutorService background = Executors.newSingleThreadExecutor();
  private final AtomicLong sent = new AtomicLong();
  private final TransactionLines lines =
      TransactionLines.simulated(
          SimulatorSettings.sized(5, LocalDate.parse("2018-04-01"), DAYS, 1_000, 2_000));

  final Gate gate = Gate.open();
  final Map<String, ServiceProcess> running = new TreeMap<>();

  @TempDir Path directory;
  BrokerProcess broker;
  Guarantee guarantee;
  private Future<Replay.Summary> feed;

  /** The first one, or the next one on its data and port. */
  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(directory.resolve("broker"), gate.listener());
  }

  @AfterEach
  void stopAll() {
    background.shutdownNow();
    running.values().forEach(ServiceProcess::close);
    gate.close();
    broker.close();
  }

  /** Returns at once. */
  final ServiceProcess start(String instance) {
    ServiceProcess process =
        ServiceProcess.start(
            instance.equals(ONE) ? gate : broker,
            directory,
            instance,
            Map.of(),
            "--guarantee",
            guarantee.name().toLowerCase(Locale.ROOT));
    running.put(instance, process);
    return process;
  }

  /** One after the other; returns when all of them score and learn. */
  final List<ServiceProcess> startReady(List<String> instances) {
    List<ServiceProcess> started = new ArrayList<>();
    instances.forEach(instance -> started.add(start(instance).awaitReady()));
    return started;
  }

  /** Begins to feed at {@link #RATE}, and returns at this share of the stream. */
  final void feedUntil(double share) {
    feedUntil(share, RATE);
  }

  /** The same, so slowly that the feed outlasts a fault through which scores go on. */
  final void feedSlowlyUntil(double share) {
    feedUntil(share, lines.size() / (FAULT.toSeconds() + 40.0));
  }

  private void feedUntil(double share, double rate) {
    Path events = lines.writeTo(directory.resolve("events.csv"));
    Feeding feeding = new Feeding(broker, pipeline, true);
    feed =
        background.submit(
            () -> feeding.freely(events, rate, (count, labels, clock, at) -> sent.set(count)));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> sent.get() >= share * lines.size() || feed.isDone());
    assertFeeds();
  }

  /** A fault without load proves nothing. */
  final void assertFeeds() {
    assertThat(feed.isDone()).as("the feed has ended before the fault").isFalse();
  }

  /**
   * Seconds until the scoring half has committed something new in each partition of the events'
   * path, on whichever instance; ends with the feed at the latest.
   */
  final double secondsUntilScoringGoesOn() throws Exception {
    long began = System.nanoTime();
    try (Admin admin = Admin.create(new Feeding(broker, pipeline, true).client())) {
      Map<TopicPartition, Long> before = committed(admin);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                Map<TopicPartition, Long> now = committed(admin);
                return feed.isDone()
                    || before.entrySet().stream()
                        .allMatch(each -> now.get(each.getKey()) > each.getValue());
              });
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private Map<TopicPartition, Long> committed(Admin admin) throws Exception {
    PipelineTopics topics = new PipelineTopics(pipeline);
    Map<TopicPartition, Long> committed = new HashMap<>();
    admin
        .listConsumerGroupOffsets(topics.scoringApplication())
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach(
            (partition, offset) -> {
              if (topics.eventPath().contains(partition.topic())) {
                committed.put(partition, offset.offset());
              }
            });
    return committed;
  }

  /** Waits until all is scored and learnt; prints a row of the table in {@code proofs.md}. */
  final void assertNothingLostOrDoubled(
      String fault, double secondsUntilOnAgain, List<ServiceProcess> survivors) throws Exception {
    Replay.Summary fed = feed.get();
    new Feeding(broker, pipeline, true).drain(fed);
    Account account =
        new Implied(lines, pipeline, guarantee)
            .assertHolds(broker, survivors.toArray(ServiceProcess[]::new));
    System.err.printf(
        Locale.ROOT,
        "| %s | %s | %d | %,d | %,d | %,d | %.1f |%n",
        fault,
        guarantee.name().toLowerCase(Locale.ROOT),
        survivors.size(),
        fed.events(),
        account.scored(),
        account.scored() - account.distinctIds(),
        secondsUntilOnAgain);
  }

  /** Waits: what a service says of a quota rests on a metric that looks back a minute. */
  static void assertSaid(ServiceProcess process, String... sentences) {
    for (String sentence : sentences) {
      Awaitility.await("the log says: " + sentence)
          .atMost(Duration.ofMinutes(2))
          .until(() -> process.said().contains(sentence));
    }
  }

  /** Not at all where that moment of {@link System#nanoTime} has passed. */
  static void pauseUntil(long nanoTime) {
    long left = nanoTime - System.nanoTime();
    if (left > 0) pause(Duration.ofNanos(left));
  }

  static void pause(Duration length) {
    Awaitility.await().atMost(length.plusSeconds(30)).pollDelay(length).until(() -> true);
  }
}
