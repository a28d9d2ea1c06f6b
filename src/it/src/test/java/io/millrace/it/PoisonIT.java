package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.model.event.Outcome;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.observe.JsonLines;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Tag(Broker.ANY)
@DisplayName("A record that cannot be read")
class PoisonIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Instant NOON = Instant.parse("2018-04-01T12:00:00Z");

  @TempDir private static Path state;
  private static Broker broker;
  private static Instance instance;

  /** What the service and its libraries say, from its start on. */
  private static final ListAppender<ILoggingEvent> LINES = new ListAppender<>();

  private static final Logger ALL = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private static final Logger OURS = (Logger) LoggerFactory.getLogger("io.millrace");

  private final Pipeline pipeline =
      PipelineFile.read(
          Path.of("fraud.yaml"), Map.of("partitions", "2", "labels.sample", "{negatives: 0.0001}"));

  @BeforeEach
  void start() throws InterruptedException {
    if (instance != null) return;
    LINES.start();
    ALL.addAppender(LINES);
    OURS.setLevel(Level.INFO);
    broker = Broker.start(Map.of());
    instance = Instance.start(broker, pipeline, state);
  }

  @AfterAll
  static void stop() {
    if (instance != null) instance.close();
    if (broker != null) broker.close();
    ALL.detachAppender(LINES);
    OURS.setLevel(null);
  }

  @Test
  void amongTheEventsIsADeadLetterAndTheStreamGoesOn() throws Exception {
    List<Poison> poisons =
        List.of(
            Poison.of("neither JSON nor anything else", "not_json"),
            Poison.of("[1, 2]", "not_an_object"),
            Poison.of("", "empty"),
            Poison.of(event("p1", NOON).replace("transaction_id", "something_else"), "no_id"),
            Poison.of(event("p2", NOON).replace("datetime", "something_else"), "no_time"),
            Poison.of(event("p3", NOON).replace(NOON.toString(), "yesterday"), "bad_time"),
            Poison.of(event("p4", NOON).replace("12.5", "\"much\""), "wrong_type"),
            Poison.of(event("p5", NOON).replace("12.5", "{}"), "wrong_type"),
            Poison.of(event("p".repeat(300), NOON), "beyond_limits"),
            new Poison(Poison.tenMegabytesOf(event("large", NOON)), "too_large"),
            new Poison(Poison.invalidUtf8Of(event("p6", NOON)), "not_utf8"),
            Poison.of(event("p7", Instant.parse("2099-01-01T00:00:00Z")), "too_far_ahead"));
    List<String> good = new ArrayList<>();
    List<RecordMetadata> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = Poison.producer(broker)) {
      for (Poison poison : poisons) {
        sent.add(poison.send(producer, pipeline.events().topic()));
        String id = "good-" + good.size();
        good.add(id);
        send(producer, pipeline.events().topic(), event(id, NOON.plusSeconds(good.size())));
      }
    }
    Committed committed = new Committed(broker.bootstrap(), pipeline);
    await().atMost(PATIENCE).until(() -> goodScores(committed).size() >= good.size());
    assertThat(goodScores(committed)).containsExactlyInAnyOrderElementsOf(good);
    assertDeadLetters(committed, poisons, sent, "events");
    // A date in 2099 that moved a clock would have let all horizons pass.
    assertThat(committed.lessons())
        .extracting(lesson -> lesson.example().eventId())
        .doesNotContainAnyElementsOf(good);
  }

  private static List<String> goodScores(Committed committed) {
    return committed.of(committed.topics().scores()).stream()
        .map(ConsumerRecord::key)
        .filter(id -> id.startsWith("good-"))
        .toList();
  }

  @Test
  void amongTheLabelsIsADeadLetterAndLearningGoesOn() throws Exception {
    List<Poison> poisons =
        List.of(
            Poison.of("{\"transaction_id\": ", "not_json"),
            Poison.of("{\"fraud\": 1}", "no_id"),
            Poison.of("{\"transaction_id\": \"x\"}", "no_value"),
            Poison.of("{\"transaction_id\": \"x\", \"fraud\": \"perhaps\"}", "unknown_value"),
            Poison.of("{\"transaction_id\": \"x\", \"fraud\": [1]}", "wrong_type"),
            new Poison(Poison.tenMegabytesOf(event("large", NOON)), "too_large"),
            new Poison(
                Poison.invalidUtf8Of("{\"transaction_id\": \"x\", \"fraud\": 1}"), "not_utf8"));
    List<RecordMetadata> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = Poison.producer(broker)) {
      send(producer, pipeline.events().topic(), event("labelled", Instant.now()));
      for (Poison poison : poisons) sent.add(poison.send(producer, pipeline.labels().topic()));
      send(
          producer,
          pipeline.labels().topic(),
          "{\"transaction_id\": \"labelled\", \"fraud\": \"1\"}");
    }
    Committed committed = new Committed(broker.bootstrap(), pipeline);
    await().atMost(PATIENCE).until(() -> !committed.lessons().isEmpty());
    assertThat(committed.lessons())
        .extracting(lesson -> lesson.example().eventId())
        .containsExactly("labelled");
    assertDeadLetters(committed, poisons, sent, "labels");
  }

  /**
   * Nor does what can be read: its positive label comes when its features are deleted, which is
   * told by their place.
   */
  @Test
  void leavesNeitherPayloadNorKeyInTheLog() throws Exception {
    Committed committed = new Committed(broker.bootstrap(), pipeline);
    Instant at = Instant.now();
    try (KafkaProducer<byte[], byte[]> producer = Poison.producer(broker)) {
      send(producer, pipeline.events().topic(), "payload 4711");
      send(producer, pipeline.events().topic(), event("id-4711", at));
      send(producer, pipeline.events().topic(), event("id-4711", at));
      await().atMost(PATIENCE).until(() -> isIn(committed.topics().featureLog(), "id-4711"));
      deleteOnceJoined(committed, "id-4711");
      for (String id : List.of("id-4711", "orphan-4711")) {
        send(
            producer,
            pipeline.labels().topic(),
            "{\"transaction_id\": \"%s\", \"fraud\": 1}".formatted(id));
      }
      send(producer, pipeline.labels().topic(), "{\"transaction_id\": 4711}");
    }
    await().atMost(PATIENCE).until(() -> said().contains("no longer has the features at offset"));
    await().atMost(PATIENCE).until(() -> isIn(committed.topics().outcomes(), "orphan-4711"));
    assertThat(committed.of(committed.topics().outcomes()))
        .filteredOn(record -> "id-4711".equals(record.key()))
        .extracting(record -> ((OutcomeEntry.Told) record.value()).outcome().outcome())
        .containsExactlyInAnyOrder(Outcome.DUPLICATE_EVENT, Outcome.SAMPLED_OUT_FROM_LABEL);
    assertThat(said()).contains("created topic", "RUNNING after").doesNotContain("4711");
  }

  private <V> boolean isIn(Topic<String, V> topic, String key) {
    return new Committed(broker.bootstrap(), pipeline)
        .of(topic).stream().anyMatch(record -> key.equals(record.key()));
  }

  /** Deletes an event's features when the label join has read them. */
  private static void deleteOnceJoined(Committed committed, String id) throws Exception {
    ConsumerRecord<String, ?> features =
        committed.of(committed.topics().featureLog()).stream()
            .filter(record -> record.key().equals(id))
            .findFirst()
            .orElseThrow();
    TopicPartition partition = new TopicPartition(features.topic(), features.partition());
    long next = features.offset() + 1;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      String group = committed.topics().learningApplication();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                var read = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata();
                OffsetAndMetadata at = read.get().get(partition);
                return at != null && at.offset() >= next;
              });
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(next))).all().get();
    }
  }

  /** All lines so far, as an operator's collector gets them. */
  private static String said() {
    JsonLines json = new JsonLines();
    StringBuilder said = new StringBuilder();
    synchronized (LINES) {
      for (ILoggingEvent line : LINES.list) said.append(json.doLayout(line));
    }
    return said.toString();
  }

  private void assertDeadLetters(
      Committed committed, List<Poison> poisons, List<RecordMetadata> sent, String stage) {
    Poison.assertDeadLetters(
        committed.of(committed.topics().dlq()), poisons, sent, pipeline.name(), stage);
  }

  private static String event(String id, Instant at) {
    return "{\"transaction_id\": \"%s\", \"datetime\": \"%s\", \"customer_id\": 7, \"terminal_id\": 9, \"amount\": 12.5}"
        .formatted(id, at);
  }

  private static RecordMetadata send(
      KafkaProducer<byte[], byte[]> producer, String topic, String value) throws Exception {
    return Poison.of(value, "none").send(producer, topic);
  }
}
