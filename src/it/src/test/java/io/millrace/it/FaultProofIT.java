package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.accounting.Account;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.feed.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What fails around the service under load, and comes back: nothing is lost, nothing is doubled,
 * the log and a metric say what it was, and nobody has to lend a hand. How long each fault lasts:
 * the system property {@code millrace.fault.seconds}, 60 where it is not set.
 */
@Tag(Proof.TAG)
@DisplayName("After a fault that comes and goes")
class FaultProofIT {
  private static final Duration FAULT =
      Duration.ofSeconds(Integer.getInteger("millrace.fault.seconds", 60));

  private static final double RATE = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Pipeline pipeline = PipelineFile.read(Path.of("fraud.yaml"), Map.of());
  private final ExecutorService background = Executors.newSingleThreadExecutor();
  private final Gate gate = Gate.open();
  private final Map<String, ServiceProcess> running = new HashMap<>();
  private final AtomicLong sent = new AtomicLong();

  @TempDir private Path directory;
  private BrokerProcess broker;
  private TransactionLines lines;
  private Future<Replay.Summary> feed;

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

  @Test
  void aBrokerThatDiedAndCameBack() throws Exception {
    ServiceProcess one = start("one").awaitReady();
    feedUntil(0.3);
    broker.kill();
    pause(FAULT);
    double silent = one.metric("millrace_broker_silent_seconds");
    broker = BrokerProcess.start(directory.resolve("broker"), gate.listener());
    assertNothingLostOrDoubled("broker gone for " + FAULT.toSeconds() + " s", one);
    assertThat(silent).isGreaterThan(FAULT.toSeconds() / 2.0);
    assertSaid(one, "no broker has answered for", "a broker answers again after");
  }

  @Test
  void aNetworkThatWasCut() throws Exception {
    ServiceProcess one = start("one").awaitReady();
    feedUntil(0.3);
    gate.cut();
    pause(FAULT);
    double silent = one.metric("millrace_broker_silent_seconds");
    gate.mend();
    assertNothingLostOrDoubled("connection cut for " + FAULT.toSeconds() + " s", one);
    assertThat(silent).isGreaterThan(FAULT.toSeconds() / 2.0);
    assertSaid(one, "no broker has answered for", "a broker answers again after");
  }

  @Test
  void aStateDiskThatWasFull() throws Exception {
    Optional<SmallDisk> mounted = SmallDisk.at(directory.resolve("one"));
    Required.MOUNT.orSkip(
        mounted.isPresent()
            ? Optional.empty()
            : Optional.of("this process may not mount a disk in memory; run it as root"));
    try (SmallDisk disk = mounted.get()) {
      ServiceProcess one = start("one").awaitReady();
      feedUntil(0.3);
      ServiceProcess two = start("two").awaitReady();
      disk.fill();
      // What two had comes to one, which has no room for it.
      two.stop();
      running.remove("two");
      pause(FAULT.dividedBy(2));
      double deaths = one.metric("millrace_dead_threads_total");
      double free = one.metric("millrace_state_disk_free_bytes");
      disk.clear();
      assertNothingLostOrDoubled("state disk full for " + FAULT.toSeconds() / 2 + " s", one);
      assertThat(deaths).isPositive();
      assertThat(free).isLessThan(4 << 20);
      assertSaid(one, "a thread died and is replaced", "No space left on device");
      one.close();
    }
  }

  @Test
  void aSinkThatWasSlow() throws Exception {
    ServiceProcess one = start("one").awaitReady();
    feedUntil(0.3);
    // A tenth of what the scoring half writes at this rate.
    quota("fraud-g1-scoring-one-StreamThread-1-producer", Optional.of(100_000.0));
    pause(FAULT.dividedBy(2));
    double throttle = one.metric("kafka_producer_produce_throttle_time_max");
    quota("fraud-g1-scoring-one-StreamThread-1-producer", Optional.empty());
    assertNothingLostOrDoubled("writes slowed for " + FAULT.toSeconds() / 2 + " s", one);
    assertThat(throttle).isPositive();
    assertSaid(one, "quota holds writes back", "writes are no longer held back");
  }

  @Test
  void aStormOfRebalances() throws Exception {
    List<String> names = List.of("one", "two", "three");
    names.forEach(this::start);
    running.get("one").awaitReady();
    feedUntil(0.1);
    Random random = new Random(20261122);
    long end = System.nanoTime() + FAULT.toNanos();
    int changes = 0;
    for (; System.nanoTime() < end; changes++) {
      String name = names.get(random.nextInt(names.size()));
      ServiceProcess process = running.remove(name);
      if (process == null) {
        start(name);
      } else if (random.nextBoolean()) {
        process.kill();
      } else {
        process.close();
      }
      pause(Duration.ofMillis(500 + random.nextInt(2_500)));
    }
    List<ServiceProcess> survivors = new ArrayList<>();
    for (String name : names) {
      if (!running.containsKey(name)) start(name);
      survivors.add(running.get(name).awaitReady());
    }
    assertNothingLostOrDoubled(
        changes + " instances came or went in " + FAULT.toSeconds() + " s",
        survivors.toArray(ServiceProcess[]::new));
    assertThat(survivors.get(0).metric("kafka_consumer_coordinator_rebalance_total")).isPositive();
    assertSaid(survivors.get(0), "RUNNING after REBALANCING");
  }

  private ServiceProcess start(String instance) {
    ServiceProcess process =
        ServiceProcess.start(gate, directory, instance, Map.of(), "--guarantee", "exactly_once");
    running.put(instance, process);
    return process;
  }

  /** Begins to feed, and returns at this share of it. */
  private void feedUntil(double share) {
    lines =
        TransactionLines.simulated(
            SimulatorSettings.sized(5, LocalDate.parse("2018-04-01"), 22, 1_000, 2_000));
    Path events = lines.writeTo(directory.resolve("events.csv"));
    Feeding feeding = new Feeding(broker, pipeline, true);
    feed =
        background.submit(
            () -> feeding.freely(events, RATE, (count, labels, clock, at) -> sent.set(count)));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> sent.get() >= share * lines.size() || feed.isDone());
    assertThat(feed.isDone()).as("the feed has ended before the fault").isFalse();
  }

  private void assertNothingLostOrDoubled(String fault, ServiceProcess... survivors)
      throws Exception {
    long began = System.nanoTime();
    long before = sent.get();
    Awaitility.await().atMost(PATIENCE).until(() -> sent.get() > before || feed.isDone());
    double seconds = (System.nanoTime() - began) / 1e9;
    Replay.Summary fed = feed.get();
    new Feeding(broker, pipeline, true).drain(fed);
    Account account =
        new Implied(lines, pipeline, Guarantee.EXACTLY_ONCE).assertHolds(broker, survivors);
    System.err.printf(
        "%s: %d events, %d scores, on again %.1f s after it%n",
        fault, fed.events(), account.scored(), seconds);
  }

  private static void assertSaid(ServiceProcess process, String... sentences) {
    String said = process.said();
    for (String sentence : sentences) {
      assertThat(said.contains(sentence)).as("the log says: %s", sentence).isTrue();
    }
  }

  private void quota(String client, Optional<Double> bytesPerSecond) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      ClientQuotaEntity entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, client));
      ClientQuotaAlteration.Op op =
          new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond.orElse(null));
      admin.alterClientQuotas(List.of(new ClientQuotaAlteration(entity, List.of(op)))).all().get();
    }
  }

  private static void pause(Duration length) throws IOException {
    Awaitility.await().atMost(length.plusSeconds(30)).pollDelay(length).until(() -> true);
  }
}
