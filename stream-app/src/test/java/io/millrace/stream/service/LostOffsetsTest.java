package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.event.Outcome;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.training.Switching;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A generation whose committed offsets the broker has lost")
class LostOffsetsTest {
  private static EmbeddedKafka broker;
  private static Map<String, Object> client;
  private static Admin admin;

  @TempDir Path state;
  private Purchases purchases;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
    client = Map.of("bootstrap.servers", broker.bootstrap());
    admin = Admin.create(client);
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @BeforeEach
  void make() {
    purchases = new Purchases(broker, state);
  }

  @Test
  void startsNothingUntilAnOperatorSaysWhereToGoOn() throws Exception {
    Pipeline pipeline = Purchases.pipeline("lost", "7d");
    PipelineTopics topics = new PipelineTopics(pipeline);
    teach(pipeline, 0, 300);
    admin.deleteConsumerGroups(topics.applications(1)).all().get();
    Map<TopicPartition, OffsetAndMetadata> stopped = ends(topics.reads(0));
    purchases.send(topics.events(), IntStream.range(300, 400).mapToObj(Purchases::event));

    try (Observability observability = new Observability();
        PipelineService service = purchases.service(pipeline, "feeder", observability)) {
      Thread starting = start(service);
      awaitUnready(service, "lost-g1-scoring has no committed offsets of lost-purchases");
      assertThat(service.health().reason())
          .contains("expected some: it has worked before, there are records in lost-g1-features")
          .contains("lost-g1-learning has no committed offsets of lost-verdicts")
          .contains(
              "`kafka-consumer-groups.sh --bootstrap-server BROKER --group lost-g1-scoring --topic"
                  + " lost-purchases --topic lost-g1-scoring-by-account-repartition --topic"
                  + " lost-g1-scoring-by-shop-repartition --topic lost-g1-feedback-shop"
                  + " --reset-offsets --to-datetime 2026-01-31T09:00:00.000Z"
                  + " --execute` ; `kafka-consumer-groups.sh")
          .contains("--group lost-g1-learning --topic lost-verdicts --topic lost-g1-learning-")
          .endsWith("this instance then goes on by itself");
      assertThat(service.health().live()).isTrue();
      assertThat(purchases.keys(topics.scores())).hasSize(300);

      set(topics.scoringApplication(), stopped);
      awaitUnready(service, "lost-g1-learning has no committed offsets of lost-verdicts");
      set(topics.learningApplication(), ends(topics.reads(1)));
      starting.join();
      Purchases.awaitReady(service);
      purchases.send(topics.labels(), IntStream.range(300, 400).mapToObj(Purchases::label));
      await().atMost(Purchases.PATIENCE).until(() -> service.replica().examples() == 400);
    }
    assertThat(purchases.keys(topics.scores())).doesNotHaveDuplicates().hasSize(400);
    assertThat(purchases.lessons(topics)).doesNotHaveDuplicates().hasSize(400);
    assertThat(purchases.outcomes(topics, Outcome.DUPLICATE_EVENT)).isZero();
  }

  @Test
  void isAlsoOneOfWhichOnlyThoseOfTheEventsWereDeleted() throws Exception {
    Pipeline pipeline = Purchases.pipeline("partly", "7d");
    PipelineTopics topics = new PipelineTopics(pipeline);
    teach(pipeline, 0, 50);
    admin
        .deleteConsumerGroupOffsets(
            topics.scoringApplication(), ends(List.of(topics.events().name())).keySet())
        .all()
        .get();
    try (Observability observability = new Observability();
        PipelineService service = purchases.service(pipeline, "feeder", observability)) {
      Thread starting = start(service);
      awaitUnready(service, "partly-g1-scoring has no committed offsets of partly-purchases");
      assertThat(service.health().reason()).doesNotContain("partly-g1-learning");
      set(topics.scoringApplication(), ends(List.of(topics.events().name())));
      starting.join();
      Purchases.awaitReady(service);
    }
    assertThat(purchases.keys(topics.scores())).doesNotHaveDuplicates().hasSize(50);
  }

  /** One that has committed never loses it alone: such a one was added, or had no record yet. */
  @Test
  void isNotOneThatHasNoCommitOfSomeOfItsTopics() throws Exception {
    Pipeline pipeline = Purchases.pipeline("grown", "7d");
    PipelineTopics topics = new PipelineTopics(pipeline);
    teach(pipeline, 0, 50);
    admin
        .deleteConsumerGroupOffsets(
            topics.learningApplication(), ends(List.of(topics.labels().name())).keySet())
        .all()
        .get();
    teach(pipeline, 50, 100);
    assertThat(purchases.keys(topics.scores())).doesNotHaveDuplicates().hasSize(100);
  }

  /** Under {@code fast} there may be scores before the first commit of Streams. */
  @Test
  void isNotOneThatHasDoneNothingYet() throws Exception {
    Pipeline pipeline = Purchases.pipeline("early", "7d");
    PipelineTopics topics = new PipelineTopics(pipeline);
    try (Observability observability = new Observability();
        PipelineService service = purchases.service(pipeline, "feeder", observability)) {
      service.start();
      // What is committed before anything is read: all that a crash right then would leave.
      assertThat(committed(topics.scoringApplication()))
          .containsKeys(
              ends(List.of(topics.events().name())).keySet().toArray(TopicPartition[]::new))
          .allSatisfy((partition, offset) -> assertThat(offset.offset()).isZero());
      Purchases.awaitReady(service);
    }
    admin.deleteConsumerGroups(topics.applications(1)).all().get();
    teach(pipeline, 0, 50);
    assertThat(purchases.keys(topics.scores())).doesNotHaveDuplicates().hasSize(50);
  }

  @Test
  void isNeitherLeftNorTakenByASwitch() throws Exception {
    Pipeline old = Purchases.pipeline("turned", "7d");
    Pipeline next = Purchases.pipeline("turned", "7d", Map.of("generation", "2"));
    PipelineTopics topics = new PipelineTopics(next);
    teach(old, 0, 50);
    try (Observability observability = new Observability();
        PipelineService service = purchases.service(next, "feeder", observability, "two")) {
      service.start();
      await().atMost(Purchases.PATIENCE).until(() -> service.replica().examples() == 50);
    }
    try (Switching switching = new Switching(client, topics)) {
      await().atMost(Purchases.PATIENCE).until(() -> switching.standing().running().isEmpty());
      assertThat(switching.standing().refusal(10_000)).isEmpty();

      Map<TopicPartition, OffsetAndMetadata> theirs = committed("turned-g1-scoring");
      admin.deleteConsumerGroups(List.of("turned-g1-scoring")).all().get();
      assertThat(switching.standing().refusal(10_000).orElseThrow())
          .startsWith(
              "[turned-g1-scoring] have worked before and have no committed offsets, expected");
      set("turned-g1-scoring", theirs);
      assertThat(switching.standing().refusal(10_000)).isEmpty();

      admin.deleteConsumerGroups(topics.applications(2)).all().get();
      assertThat(switching.standing().lost())
          .containsExactly("turned-g2-scoring", "turned-g2-learning");
    }
  }

  /** Runs until all of these events and labels are learnt, and is stopped in order. */
  private void teach(Pipeline pipeline, int from, int to) throws Exception {
    PipelineTopics topics = new PipelineTopics(pipeline);
    try (Observability observability = new Observability();
        PipelineService service = purchases.service(pipeline, "feeder", observability)) {
      service.start();
      purchases.send(topics.events(), IntStream.range(from, to).mapToObj(Purchases::event));
      purchases.send(topics.labels(), IntStream.range(from, to).mapToObj(Purchases::label));
      await().atMost(Purchases.PATIENCE).until(() -> service.replica().examples() == to);
      Purchases.awaitReady(service);
    }
    await().atMost(Purchases.PATIENCE).until(() -> memberless(topics));
  }

  private static boolean memberless(PipelineTopics topics) throws Exception {
    return admin.describeConsumerGroups(topics.applications(1)).all().get().values().stream()
        .allMatch(group -> group.members().isEmpty());
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

  private static void awaitUnready(PipelineService service, String reason) {
    await()
        .atMost(Purchases.PATIENCE)
        .until(service::health, health -> !health.ready() && health.reason().startsWith(reason));
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(String group) throws Exception {
    return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
  }

  private static void set(String group, Map<TopicPartition, OffsetAndMetadata> offsets)
      throws Exception {
    admin.alterConsumerGroupOffsets(group, offsets).all().get();
  }

  private static Map<TopicPartition, OffsetAndMetadata> ends(List<String> topics) throws Exception {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (String topic : topics) {
      for (int p = 0; p < 3; p++) asked.put(new TopicPartition(topic, p), OffsetSpec.latest());
    }
    Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
    admin
        .listOffsets(asked)
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
    return ends;
  }
}
