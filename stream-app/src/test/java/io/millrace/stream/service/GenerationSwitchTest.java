package io.millrace.stream.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.Ends;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.Topic;
import io.millrace.stream.training.Switching;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A new generation")
class GenerationSwitchTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long BEGIN = System.currentTimeMillis() - 3_600_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static EmbeddedKafka broker;

  @TempDir Path state;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static Pipeline pipeline(String name, int generation) {
    return PipelineFile.read(
        "test.yaml",
        """
        pipeline: %s
        kind: classify
        partitions: 2
        events: {topic: %1$s-events, format: json, id: id, time: {field: at, format: epoch_millis}}
        labels: {topic: %1$s-labels, id: id, value: v, positive: 1, assume: negative, after: 7d}
        features:
          - {of: price, as: number}
          - {per: account, over: 1d, take: [count]}
          - {per: shop, over: 1d, take: [label_rate]}
        learner: {kind: logistic, update: ftrl, rate: 0.1, hash_bits: 12}
        decide: {threshold: 0.5}
        output: {scores: %1$s-scores, alerts: %1$s-alerts}
        """
            .formatted(name),
        generation == 1
            ? Map.of()
            : Map.of("generation", "2", "features[1].over", "[2d]", "labels.after", "8d"));
  }

  private PipelineService service(String name, int generation, Observability observability) {
    ServiceConfig config =
        ServiceConfig.read(
            null,
            Map.of(),
            Map.of(
                "bootstrap",
                broker.bootstrap(),
                "state_dir",
                state.resolve(name + generation).toString(),
                "instance",
                "g" + generation,
                "label_clock",
                "feeder"));
    return new PipelineService(pipeline(name, generation), config, () -> "", observability);
  }

  private static void send(String topic, int from, int to) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = from; i < to; i++) {
        String event =
            "{\"id\":\"e%d\",\"at\":%d,\"account\":\"a%d\",\"shop\":\"s%d\",\"price\":%d}"
                .formatted(i, BEGIN + i, i % 17, i % 11, i % 13);
        producer.send(new ProducerRecord<>(topic, event.getBytes(UTF_8)));
      }
      producer.send(new ProducerRecord<>(topic, ("poison " + from).getBytes(UTF_8)));
    }
  }

  private static <V> List<ConsumerRecord<byte[], byte[]>> read(Topic<?, V> topic) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            broker.bootstrap(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          IntStream.range(0, 2).mapToObj(p -> new TopicPartition(topic.name(), p)).toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = Ends.of(settings, all);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  private static List<String> ids(Topic<?, ?> topic) {
    return read(topic).stream().map(record -> new String(record.key(), UTF_8)).toList();
  }

  private static int generation(ConsumerRecord<byte[], byte[]> score) {
    try {
      return JSON.readTree(score.value()).at("/version/generation").asInt();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Cut off, or suspended, its process goes on and joins again when it can. */
  @Test
  void isKnownToAnInstanceThatWasNoMemberWhenItWasMade() throws Exception {
    PipelineTopics topics = new PipelineTopics(pipeline("cut", 1));
    try (Observability observability = new Observability();
        PipelineService old = service("cut", 1, observability);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      old.start();
      send("cut-events", 0, 300);
      await().atMost(PATIENCE).until(() -> read(topics.scores()).size() >= 300);
      await().atMost(PATIENCE).until(() -> read(topics.dlq()).size() >= 1);
      switchTo(2, topics);
      for (String group : topics.applications(1)) {
        admin
            .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
            .all()
            .get();
      }
      await()
          .atMost(PATIENCE)
          .until(() -> old.health().reason().startsWith("silent, generation 2 tells the scores"));
      send("cut-events", 300, 600);
      await().atMost(PATIENCE).until(() -> read(topics.featureLog()).size() >= 600);
      assertThat(observability.scrape()).contains("millrace_serving{pipeline=\"cut\"} 0.0");
    }
    assertThat(ids(topics.scores())).doesNotHaveDuplicates().hasSize(300);
    assertThat(read(topics.dlq())).as("the first poison, not the second").hasSize(1);
  }

  /** As a switch is written when no instance is at work, from the ends of the events on. */
  private static void switchTo(int generation, PipelineTopics topics) throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrap());
    Map<TopicPartition, Long> ends =
        Ends.of(
            client,
            IntStream.range(0, 2)
                .mapToObj(p -> new TopicPartition(topics.events().name(), p))
                .toList());
    Command command =
        new Command(
            "over",
            Command.ALL_GENERATIONS,
            System.currentTimeMillis(),
            "ops",
            new Command.Switch(generation - 1, generation, ends));
    try (var producer =
        new KafkaProducer<>(
            client,
            topics.commands().keys().serializer(),
            topics.commands().values().serializer())) {
      producer.send(new ProducerRecord<>(topics.commands().name(), 0, command.id(), command)).get();
    }
  }

  @Test
  void isBuiltFromTheSourcesInSilenceAndTakesOverWithoutLosingOrDoublingAScore() throws Exception {
    PipelineTopics before = new PipelineTopics(pipeline("built", 1));
    PipelineTopics after = new PipelineTopics(pipeline("built", 2));
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrap());
    try (Observability one = new Observability();
        Observability two = new Observability();
        PipelineService old = service("built", 1, one);
        PipelineService next = service("built", 2, two)) {
      old.start();
      send("built-events", 0, 300);
      await().atMost(PATIENCE).until(() -> read(before.scores()).size() >= 300);
      next.start();
      await().atMost(PATIENCE).until(() -> read(after.featureLog()).size() >= 300);
      await()
          .atMost(PATIENCE)
          .until(() -> next.health().reason().startsWith("silent, generation 1 tells the scores"));
      assertThat(two.scrape()).contains("millrace_serving{pipeline=\"built\"} 0.0");
      assertThat(ids(before.scores())).hasSize(300);
      try (Switching switching = new Switching(client, after)) {
        assertThat(switching.standing().refusal(10_000).orElseThrow())
            .contains("built-g2-scoring")
            .contains("have members, expected none");
      }
      send("built-events", 300, 2_000);
    }
    // Stopped in the middle of 1,700 events; what they had read they had read.
    try (Switching switching = new Switching(client, after)) {
      await().atMost(PATIENCE).until(() -> switching.standing().refusal(10_000).isEmpty());
      Switching.Standing standing = switching.standing();
      assertThat(standing.serving()).isEqualTo(1);
      assertThat(standing.next()).isEqualTo(2);
      assertThat(standing.events()).isEqualTo(2_002);
      assertThat(standing.refusal(10_000)).isEmpty();
      switching.carryOut(standing);
      assertThat(switching.standing().refusal(10_000).orElseThrow())
          .contains("generation 2 tells the scores already");
    }
    send("built-events", 2_000, 2_500);
    try (Observability one = new Observability();
        Observability two = new Observability();
        PipelineService next = service("built", 2, two);
        PipelineService old = service("built", 1, one)) {
      next.start();
      old.start();
      await().atMost(PATIENCE).until(() -> read(before.scores()).size() >= 2_500);
      await().atMost(PATIENCE).until(() -> read(before.featureLog()).size() >= 2_500);
      await().atMost(PATIENCE).until(() -> read(before.dlq()).size() >= 3);
    }
    List<ConsumerRecord<byte[], byte[]>> scores = read(before.scores());
    assertThat(ids(before.scores()))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 2_500).mapToObj(i -> "e" + i).toList());
    assertThat(scores.stream().filter(score -> generation(score) == 1).count())
        .isBetween(300L, 2_000L);
    assertThat(scores.stream().filter(score -> generation(score) == 2).count())
        .isBetween(500L, 2_200L);
    assertThat(read(before.dlq()).stream().map(dead -> new String(dead.value(), UTF_8)))
        .containsExactlyInAnyOrder("poison 0", "poison 300", "poison 2000");
  }
}
