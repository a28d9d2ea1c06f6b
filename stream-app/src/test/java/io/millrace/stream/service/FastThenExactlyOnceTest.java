package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.topic.InstanceReport;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.training.HalfDone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An instance under exactly_once, after one under fast")
class FastThenExactlyOnceTest {
  private static final Optional<String> EXACTLY = Optional.of("exactly_once");
  private static EmbeddedKafka broker;
  private static Map<String, Object> client;

  @TempDir Path state;
  private Purchases purchases;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
    client = Map.of("bootstrap.servers", broker.bootstrap());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void make() {
    purchases = new Purchases(broker, state);
  }

  @Test
  void startsNothingWhileOneThatWasKilledHasNotRunAgainAndStoppedInOrder() throws Exception {
    Pipeline pipeline = Purchases.pipeline("killed", "7d");
    PipelineTopics topics = new PipelineTopics(pipeline);
    try (Observability observability = new Observability();
        PipelineService fast = service(pipeline, "fast", observability, "one")) {
      fast.start();
      Purchases.awaitReady(fast);
      purchases.send(topics.events(), IntStream.range(0, 50).mapToObj(Purchases::event));
      purchases.awaitCount(topics.scores(), 50);
      // What SIGKILL leaves in the replicas topic.
      fast.replica().leaveSilently();
    }
    // The second look is at what the first has left of it, stopped in order as it was.
    for (int look = 0; look < 2; look++) {
      try (Observability observability = new Observability();
          PipelineService exact = service(pipeline, "exactly_once", observability, "one")) {
        Thread starting = start(exact);
        await()
            .atMost(Purchases.PATIENCE)
            .until(() -> exact.health().reason().startsWith("guarantee: "));
        assertThat(exact.health().reason())
            .isEqualTo(
                "guarantee: this instance has exactly_once, and instance one, which has fast, was"
                    + " not stopped in order: it is at work, or was killed, and events it left half"
                    + " done would get no score. Expected the last instance of killed with fast to"
                    + " be stopped in order (SIGTERM): if it was killed, start one with `guarantee:"
                    + " fast`, let it run until its groups have no lag, a minute at least, and stop"
                    + " it in order; this one goes on by itself then");
        assertThat(exact.health().live()).isTrue();
        assertThat(exact.health().ready()).isFalse();
        exact.close();
        starting.join();
      }
    }
    try (Observability observability = new Observability();
        Observability other = new Observability();
        PipelineService exact = service(pipeline, "exactly_once", other, "two");
        PipelineService fast = service(pipeline, "fast", observability, "one")) {
      Thread starting = start(exact);
      fast.start();
      Purchases.awaitReady(fast);
      assertThat(exact.health().ready()).isFalse();
      fast.close();
      starting.join();
      Purchases.awaitReady(exact);
      purchases.send(topics.events(), IntStream.range(50, 60).mapToObj(Purchases::event));
      purchases.awaitCount(topics.scores(), 60);
    }
  }

  /** Names may never come again: those of containers. */
  @Test
  void startsOnceOthersHaveWorkedLongAfterTheOneThatWasKilled() throws Exception {
    Pipeline pipeline = Purchases.pipeline("nameless", "7d");
    PipelineTopics topics = new PipelineTopics(pipeline);
    long now = System.currentTimeMillis();
    run(pipeline, "fast", "two");
    report(topics, "gone-long", 1, now - 120_000);
    report(topics, "gone-now", 1, now);
    report(topics, "of-another-generation", 2, now - 120_000);
    try (HalfDone left = new HalfDone(client, topics)) {
      assertThat(left.inTheWay(EXACTLY, now).orElseThrow()).contains("instance gone-long, which");
      assertThat(left.inTheWay(Optional.of("fast"), now)).isEmpty();
      assertThat(left.inTheWay(Optional.empty(), now)).isEmpty();
      run(pipeline, "fast", "two");
      assertThat(left.inTheWay(EXACTLY, now).orElseThrow()).contains("instance gone-now, which");
      assertThat(left.isLeftBy("gone-now", now)).isTrue();
      assertThat(left.isLeftBy("gone-long", now)).isFalse();
      assertThat(left.isLeftBy("of-another-generation", now)).isFalse();
      assertThat(left.inTheWay(EXACTLY, now + Duration.ofDays(7).toMillis() - 1)).isPresent();
      assertThat(left.inTheWay(EXACTLY, now + Duration.ofDays(7).toMillis())).isEmpty();
    }
  }

  @Test
  void isNotLetInByOneUnderFastThatWasStoppedBeforeItWorked() throws Exception {
    Pipeline pipeline = Purchases.pipeline("hasty", "7d");
    PipelineTopics topics = new PipelineTopics(pipeline);
    run(pipeline, "exactly_once", "two");
    report(topics, "one", 1, System.currentTimeMillis());
    try (Observability observability = new Observability();
        Observability other = new Observability()) {
      PipelineService fast = service(pipeline, "fast", observability, "one");
      PipelineService late = service(pipeline, "fast", other, "late");
      report(topics, "three", "exactly_once", 1, System.currentTimeMillis());
      Thread starting = start(fast);
      Thread another = start(late);
      await().atMost(Purchases.PATIENCE).until(() -> waits(fast) && waits(late));
      fast.close();
      late.close();
      starting.join();
      another.join();
    }
    long now = System.currentTimeMillis();
    try (HalfDone left = new HalfDone(client, topics)) {
      assertThat(left.isLeftBy("one", now)).isTrue();
      assertThat(left.isLeftBy("late", now)).isFalse();
    }
  }

  private static boolean waits(PipelineService service) {
    return service.health().reason().startsWith("guarantee: this instance has fast");
  }

  /** Until it is ready, then in order. */
  private void run(Pipeline pipeline, String guarantee, String instance) throws Exception {
    try (Observability observability = new Observability();
        PipelineService service = service(pipeline, guarantee, observability, instance)) {
      service.start();
      Purchases.awaitReady(service);
    }
  }

  private PipelineService service(
      Pipeline pipeline, String guarantee, Observability observability, String instance) {
    return purchases.service(
        pipeline, "feeder", observability, instance, Map.of("guarantee", guarantee));
  }

  private static Thread start(PipelineService service) {
    Thread starting =
        new Thread(
            () -> {
              try {
                service.start();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    starting.start();
    return starting;
  }

  private static void report(PipelineTopics topics, String instance, int generation, long at)
      throws Exception {
    report(topics, instance, "fast", generation, at);
  }

  private static void report(
      PipelineTopics topics, String instance, String guarantee, int generation, long at)
      throws Exception {
    InstanceReport report =
        new InstanceReport(
            instance,
            new ModelVersion("log", generation, 5),
            4,
            true,
            Optional.empty(),
            at,
            "",
            Optional.of(guarantee));
    try (var producer =
        new KafkaProducer<>(
            client,
            topics.replicas().keys().serializer(),
            topics.replicas().values().serializer())) {
      producer.send(new ProducerRecord<>(topics.replicas().name(), 0, instance, report)).get();
    }
  }
}
