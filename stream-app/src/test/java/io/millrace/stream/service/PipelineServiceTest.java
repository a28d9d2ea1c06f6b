package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.event.Outcome;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.TopicSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The service of a pipeline, on a broker")
class PipelineServiceTest {
  private static EmbeddedKafka broker;

  @TempDir Path state;
  private Purchases purchases;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
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
  void everyEventIsScoredOnceAndEveryLabelTeachesOnceThroughARestart() throws Exception {
    Pipeline pipeline = Purchases.pipeline("restarted", "7d");
    PipelineTopics topics = new PipelineTopics(pipeline);
    try (Observability observability = new Observability();
        PipelineService service =
            purchases.service(pipeline, "feeder", observability, "one", Purchases.PATIENT)) {
      service.start();
      Purchases.awaitReady(service);
      purchases.send(topics.events(), IntStream.range(0, 1_000).mapToObj(Purchases::event));
      purchases.awaitCount(topics.scores(), 1_000);
      purchases.send(topics.labels(), IntStream.range(0, 1_000).mapToObj(Purchases::label));
      await().atMost(Purchases.PATIENCE).until(() -> service.replica().examples() == 1_000);
      assertThat(service.ownsFirstTask()).isTrue();
      await()
          .atMost(Purchases.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(observability.scrape())
                      .contains("millrace_scores_total{pipeline=\"restarted\"} 1000.0")
                      .contains("millrace_ready{pipeline=\"restarted\"} 1.0")
                      .contains("millrace_replica_examples{pipeline=\"restarted\"} 1000.0")
                      .contains("millrace_quality_auc_roc")
                      .contains(
                          "millrace_state_bytes{pipeline=\"restarted\",store=\"join-entries\"}")
                      .contains("kafka_stream_thread_process_rate")
                      .contains("jvm_memory_used_bytes"));
    }

    // 200 events again, 1,000 new ones, while nobody is there.
    purchases.send(topics.events(), IntStream.range(800, 2_000).mapToObj(Purchases::event));
    try (Observability observability = new Observability();
        PipelineService service = purchases.service(pipeline, "feeder", observability)) {
      service.start();
      assertThat(service.replica().examples()).isEqualTo(1_000);
      Purchases.awaitReady(service);
      purchases.send(topics.labels(), IntStream.range(1_000, 2_000).mapToObj(Purchases::label));
      await().atMost(Purchases.PATIENCE).until(() -> service.replica().examples() == 2_000);
      purchases.awaitCount(
          topics.outcomes(), 200 + 2_000 + purchases.outcomes(topics, Outcome.WAITING_EARLY));
      assertThat(service.replica().awaitCaughtUp(Purchases.PATIENCE)).isTrue();
    }

    assertThat(purchases.topicsOf(topics.applications(1)))
        .as("the topics of Streams, which the second start checked")
        .containsExactlyInAnyOrderElementsOf(
            topics.internal(0).stream().map(TopicSpec::name).toList());
    List<String> all = IntStream.range(0, 2_000).mapToObj(i -> "e" + i).toList();
    assertThat(purchases.keys(topics.scores())).containsExactlyInAnyOrderElementsOf(all);
    assertThat(purchases.keys(topics.featureLog())).containsExactlyInAnyOrderElementsOf(all);
    assertThat(purchases.lessons(topics)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(purchases.outcomes(topics, Outcome.DUPLICATE_EVENT)).isEqualTo(200);
    assertThat(purchases.outcomes(topics, Outcome.LEARNT_FROM_LABEL)).isEqualTo(2_000);
  }

  /** Their changelogs may have forgotten what was deleted since. */
  @Test
  void storesThatWereLeftForDaysAreRebuiltFromTheBeginning() throws Exception {
    Pipeline pipeline = Purchases.pipeline("left", "7d");
    PipelineTopics topics = new PipelineTopics(pipeline);
    Instant began = Instant.now().minusSeconds(1);
    try (Observability observability = new Observability();
        PipelineService service = purchases.service(pipeline, "feeder", observability)) {
      service.start();
      Purchases.awaitReady(service);
      purchases.send(topics.events(), IntStream.range(0, 200).mapToObj(Purchases::event));
      purchases.send(topics.labels(), IntStream.range(0, 100).mapToObj(Purchases::label));
      await().atMost(Purchases.PATIENCE).until(() -> service.replica().examples() == 100);
      purchases.awaitCount(topics.scores(), 200);
    }
    assertThat(restored(pipeline)).as("records read after a stop in order").isZero();
    List<Path> tables = tables();
    assertThat(tables).hasSizeGreaterThanOrEqualTo(3 * topics.stores().size());
    for (Path table : tables) {
      assertThat(Files.getLastModifiedTime(table).toInstant()).isAfter(began);
      Files.setLastModifiedTime(table, FileTime.from(began.minus(StateDirectory.TRUSTED)));
    }
    assertThat(restored(pipeline)).as("records read after days").isGreaterThanOrEqualTo(400);
    assertThat(purchases.lessons(topics)).doesNotHaveDuplicates().hasSize(100);
    assertThat(purchases.keys(topics.scores())).doesNotHaveDuplicates().hasSize(200);
  }

  private double restored(Pipeline pipeline) throws Exception {
    try (Observability observability = new Observability();
        PipelineService service = purchases.service(pipeline, "feeder", observability)) {
      service.start();
      Purchases.awaitReady(service);
      return observability
          .scrape()
          .lines()
          .filter(line -> line.startsWith("millrace_restored_records_total{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  private List<Path> tables() throws IOException {
    try (Stream<Path> files = Files.walk(state)) {
      return files.filter(file -> file.toString().endsWith(".sst")).toList();
    }
  }

  @Test
  void silenceIsTakenForNegativeByTheWallClock() throws Exception {
    Pipeline pipeline = Purchases.pipeline("silent", "2s");
    PipelineTopics topics = new PipelineTopics(pipeline);
    try (Observability observability = new Observability();
        PipelineService service = purchases.service(pipeline, "wall", observability)) {
      service.start();
      long now = System.currentTimeMillis();
      purchases.send(
          topics.events(), IntStream.range(0, 50).mapToObj(i -> Purchases.event(i, now)));
      purchases.send(topics.labels(), Stream.of(Purchases.label(7)));
      await().atMost(Purchases.PATIENCE).until(() -> service.replica().examples() == 50);
    }
    assertThat(purchases.outcomes(topics, Outcome.LEARNT_ASSUMED)).isEqualTo(49);
    assertThat(purchases.outcomes(topics, Outcome.LEARNT_FROM_LABEL)).isEqualTo(1);
  }

  @Test
  void tenMegabytesOfPoisonReachTheDeadLettersWholeAndTheStreamGoesOn() throws Exception {
    Pipeline pipeline = Purchases.pipeline("poisoned", "7d");
    PipelineTopics topics = new PipelineTopics(pipeline);
    byte[] poison = new byte[10 << 20];
    new Random(7).nextBytes(poison);
    try (Observability observability = new Observability();
        PipelineService service = purchases.service(pipeline, "feeder", observability)) {
      service.start();
      purchases.send(topics.events(), Stream.of(poison, Purchases.event(1)));
      purchases.send(topics.labels(), Stream.of(poison));
      purchases.awaitCount(topics.scores(), 1);
      purchases.awaitCount(topics.dlq(), 2);
    }
    assertThat(purchases.read(topics.dlq()))
        .hasSize(2)
        .allSatisfy(dead -> assertThat(Arrays.equals(dead.value(), poison)).isTrue());
  }

  @Test
  void aStateDirectoryThatCannotBeMadeIsRefusedAtStart() throws Exception {
    Files.writeString(state.resolve("taken"), "a file");
    try (Observability observability = new Observability();
        PipelineService service =
            purchases.service(
                Purchases.pipeline("homeless", "7d"), "feeder", observability, "taken")) {
      assertThatThrownBy(service::start)
          .hasMessageContainingAll("state_dir", state.resolve("taken").toString());
      assertThat(service.health().live()).isFalse();
    }
  }
}
