package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stream.config.ServiceConfig.Guarantee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What fails around the service under load, and comes back, under either guarantee: nothing is
 * lost, nothing is doubled that the guarantee does not let be doubled, the log and a metric say
 * what it was, and nobody has to lend a hand. How long each fault lasts: the system property {@code
 * millrace.fault.seconds}, 60 where it is not set.
 */
@Tag(Proof.TAG)
@DisplayName("After a fault that comes and goes")
class FaultProofIT extends FaultHarness {

  @ParameterizedTest
  @EnumSource
  void aBrokerThatDiedAndCameBack(Guarantee under) throws Exception {
    guarantee = under;
    assertABrokerMayDie(List.of(ONE));
  }

  @ParameterizedTest
  @EnumSource
  void aBrokerOfTwoInstancesThatDiedAndCameBack(Guarantee under) throws Exception {
    guarantee = under;
    assertABrokerMayDie(List.of(ONE, TWO));
  }

  private void assertABrokerMayDie(List<String> instances) throws Exception {
    List<ServiceProcess> all = startReady(instances);
    feedUntil(0.3);
    broker.kill();
    pause(FAULT);
    List<Double> silences = new ArrayList<>();
    for (ServiceProcess each : all) silences.add(each.metric("millrace_broker_silent_seconds"));
    startBroker();
    assertNothingLostOrDoubled(lasting("broker gone", FAULT), secondsUntilScoringGoesOn(), all);
    assertThat(silences).allMatch(seconds -> seconds > FAULT.toSeconds() / 2.0);
    for (ServiceProcess each : all) {
      assertSaid(each, "no broker has answered for", "a broker answers again after");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNetworkThatWasCut(Guarantee under) throws Exception {
    guarantee = under;
    ServiceProcess one = startReady(List.of(ONE)).get(0);
    feedUntil(0.3);
    gate.cut();
    pause(FAULT);
    double silent = one.metric("millrace_broker_silent_seconds");
    gate.mend();
    double seconds = secondsUntilScoringGoesOn();
    assertNothingLostOrDoubled(lasting("connection cut", FAULT), seconds, List.of(one));
    assertThat(silent).isGreaterThan(FAULT.toSeconds() / 2.0);
    assertSaid(one, "no broker has answered for", "a broker answers again after");
  }

  /** It does not know that the other has taken over; what it had sent arrives at the mend. */
  @ParameterizedTest
  @EnumSource
  void anInstanceOfTwoThatWasCutOff(Guarantee under) throws Exception {
    guarantee = under;
    List<ServiceProcess> both = startReady(List.of(ONE, TWO));
    feedSlowlyUntil(0.1);
    gate.cut();
    long cut = System.nanoTime();
    double seconds = secondsUntilScoringGoesOn();
    pauseUntil(cut + FAULT.toNanos());
    double silent = both.get(0).metric("millrace_broker_silent_seconds");
    assertFeeds();
    gate.mend();
    assertNothingLostOrDoubled(lasting("one of two cut off", FAULT), seconds, both);
    assertThat(silent).isGreaterThan(FAULT.toSeconds() / 2.0);
    assertSaid(both.get(0), "no broker has answered for", "a broker answers again after");
  }

  @ParameterizedTest
  @EnumSource
  void aStateDiskThatWasFull(Guarantee under) throws Exception {
    guarantee = under;
    Optional<SmallDisk> mounted = SmallDisk.at(directory.resolve(ONE));
    Required.MOUNT.orSkip(
        mounted.isPresent()
            ? Optional.empty()
            : Optional.of("this process may not mount a disk in memory; run it as root"));
    try (SmallDisk disk = mounted.get()) {
      ServiceProcess one = start(ONE).awaitReady();
      feedUntil(0.3);
      ServiceProcess two = start(TWO).awaitReady();
      disk.fill();
      // What two had comes to one, which has no room for it.
      two.stop();
      running.remove(TWO);
      Duration half = FAULT.dividedBy(2);
      pause(half);
      double deaths = one.metric("millrace_dead_threads_total");
      double free = one.metric("millrace_state_disk_free_bytes");
      disk.clear();
      double seconds = secondsUntilScoringGoesOn();
      assertNothingLostOrDoubled(lasting("state disk full", half), seconds, List.of(one));
      assertThat(deaths).isPositive();
      assertThat(free).isLessThan(4 << 20);
      assertSaid(one, "a thread died and is replaced", "No space left on device");
      one.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSinkThatWasSlow(Guarantee under) throws Exception {
    guarantee = under;
    ServiceProcess one = start(ONE).awaitReady();
    feedUntil(0.3);
    // A tenth of what the scoring half writes at this rate.
    quota("fraud-g1-scoring-one-StreamThread-1-producer", Optional.of(100_000.0));
    Duration half = FAULT.dividedBy(2);
    pause(half);
    double throttle = one.metric("kafka_producer_produce_throttle_time_max");
    quota("fraud-g1-scoring-one-StreamThread-1-producer", Optional.empty());
    double seconds = secondsUntilScoringGoesOn();
    assertNothingLostOrDoubled(lasting("writes slowed", half), seconds, List.of(one));
    assertThat(throttle).isPositive();
    assertSaid(one, "quota holds writes back", "writes are no longer held back");
  }

  @ParameterizedTest
  @EnumSource
  void aStormOfRebalances(Guarantee under) throws Exception {
    guarantee = under;
    List<String> names = List.of(ONE, TWO, "three");
    names.forEach(this::start);
    running.get(ONE).awaitReady();
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
      survivors.add(running.get(name));
    }
    double seconds = secondsUntilScoringGoesOn();
    survivors.forEach(ServiceProcess::awaitReady);
    assertNothingLostOrDoubled(
        lasting(changes + " instances came or went", FAULT), seconds, survivors);
    assertThat(survivors.get(0).metric("kafka_consumer_coordinator_rebalance_total")).isPositive();
    assertSaid(survivors.get(0), "RUNNING after REBALANCING");
  }

  private static String lasting(String fault, Duration length) {
    return fault + ", " + length.toSeconds() + " s";
  }

  private void quota(String client, Optional<Double> bytesPerSecond) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      ClientQuotaEntity entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, client));
      ClientQuotaAlteration.Op op =
          new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond.orElse(null));
      admin.alterClientQuotas(List.of(new ClientQuotaAlteration(entity, List.of(op)))).all().get();
    }
  }
}
