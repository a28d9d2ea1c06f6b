package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.ItemDescription;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.instance.Instance;
import io.millrace.stream.topic.LogRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every partition is one, so that what a poison stops would show. */
@Tag(Broker.ANY)
@DisplayName("What cannot be read by a pipeline that recommends")
class RecommendPoisonIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String USER = "u1";
  private static final RecommendPipeline PIPELINE =
      RecommendFile.read(
          Path.of("recommendations.yaml"),
          Map.of(
              "partitions", "1",
              "activity.id", "event_id",
              "activity.keyed_by", "user_id",
              "items", ItemLines.source("items")));

  @TempDir private static Path state;
  private static Broker broker;
  private static Instance instance;

  @BeforeAll
  static void start() throws Exception {
    broker = Broker.start(Map.of());
    Map<String, String> settings =
        Map.of(
            "bootstrap", broker.bootstrap(),
            "state_dir", state.toString(),
            "http_port", "0",
            "scoring_threads", "1",
            "commit_interval", "20ms");
    instance = new Instance(List.of(PIPELINE), ServiceConfig.read(null, Map.of(), settings));
    instance.start();
    await().atMost(PATIENCE).until(() -> instance.ready().well());
  }

  @AfterAll
  static void stop() {
    if (instance != null) instance.close();
    broker.close();
  }

  @Test
  void amongActivityIsADeadLetterAndWhatComesAfterItIsAnsweredAndLearnt() throws Exception {
    String done = activity("p");
    List<Poison> poisons =
        List.of(
            Poison.of("neither JSON nor anything else", "not_json"),
            Poison.of("[1, 2]", "not_an_object"),
            Poison.of("", "empty"),
            new Poison(null, "empty"),
            Poison.of(done.replace("event_id", "something_else"), "no_id"),
            Poison.of(done.replace("user_id", "something_else"), "no_user"),
            Poison.of(done.replace("item_id", "something_else"), "no_item"),
            Poison.of(done.replace("timestamp", "something_else"), "no_time"),
            Poison.of(done.replace("1768200000", "\"yesterday\""), "bad_time"),
            Poison.of(done.replace("1768200000", "4071000000"), "too_far_ahead"),
            Poison.of(done.replace("purchase", "stare"), "unknown_type"),
            Poison.of(done.replace("\"purchase\"", "null"), "unknown_type"),
            Poison.of(done.replace("4.5", "\"much\""), "wrong_type"),
            Poison.of(done.replace("4.5", "{}"), "wrong_type"),
            Poison.of(done.replace(USER, "u".repeat(300)), "beyond_limits"),
            new Poison(Poison.tenMegabytesOf(done), "too_large"),
            new Poison(Poison.invalidUtf8Of(done), "not_utf8"),
            Poison.of(done, "wrong_key").keyed("another"),
            Poison.of(done, "wrong_key").keyed(null));
    List<String> good = new ArrayList<>();
    List<RecordMetadata> sent = new ArrayList<>();
    String topic = PIPELINE.activity().topic();
    try (KafkaProducer<byte[], byte[]> producer = Poison.producer(broker)) {
      for (Poison poison : poisons) {
        sent.add(poison.send(producer, topic));
        String id = "good-" + good.size();
        good.add(id);
        Poison.of(activity(id), "none").keyed(USER).send(producer, topic);
      }
    }
    await().atMost(PATIENCE).until(() -> committed().ids().size() >= good.size());
    assertThat(committed().ids()).containsExactlyElementsOf(good);
    assertThat(committed().lessons())
        .extracting(LogRecord.Taken::id)
        .containsExactlyElementsOf(good);
    assertDeadLetters(poisons, sent, "activity");
    assertThatTheReplicaHasLearntTheLog();
  }

  /** A record without a value says nothing, as a compacted topic's do; its key is never asked. */
  @Test
  void amongWhatIsSaidOfItemsIsADeadLetterAndWhatComesAfterItIsLearnt() throws Exception {
    String said = item("p", "Bread");
    List<Poison> poisons =
        List.of(
            Poison.of("{\"item_id\": ", "not_json"),
            Poison.of("\"bread\"", "not_an_object"),
            Poison.of("", "empty"),
            Poison.of(said.replace("item_id", "something_else"), "no_item"),
            Poison.of(said.replace("\"p\"", "[\"p\"]"), "wrong_type"),
            Poison.of(said.replace("\"p\"", "\"" + "p".repeat(300) + "\""), "beyond_limits"),
            Poison.of(said.replace("Bread", "x".repeat(501)), "beyond_limits"),
            Poison.of(said.replace("\"Bread\"", "{}"), "wrong_type"),
            Poison.of(said.replace("2.5", "\"cheap\""), "wrong_type"),
            Poison.of(said.replace("\"baked\"", "[\"baked\"]"), "wrong_type"),
            Poison.of(said.replace("baked", "x".repeat(5_000)), "beyond_limits"),
            Poison.of(said.replace("false", "\"perhaps\""), "wrong_type"),
            Poison.of(said.replace("from", "something_else"), "no_time"),
            Poison.of(said.replace("1768200000", "\"yesterday\""), "bad_time"),
            Poison.of(said.replace("title", "price"), "duplicate_field"),
            new Poison(Poison.tenMegabytesOf(said), "too_large"),
            new Poison(Poison.invalidUtf8Of(said), "not_utf8"));
    List<ItemNotice> good = new ArrayList<>();
    List<RecordMetadata> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = Poison.producer(broker)) {
      for (Poison poison : poisons) {
        sent.add(poison.send(producer, "items"));
        new Poison(null, "none").send(producer, "items");
        String id = "good-" + good.size();
        Poison.of(item(id, "Butter"), "none").keyed(null).send(producer, "items");
        ItemDescription about = new ItemDescription("Butter", List.of("baked", "food"), 2.5);
        good.add(new ItemNotice(id, false, 1_768_200_000_000L, about));
      }
    }
    await().atMost(PATIENCE).until(() -> notices().size() >= good.size());
    assertThat(notices()).containsExactlyElementsOf(good);
    assertDeadLetters(poisons, sent, "items");
    assertThatTheReplicaHasLearntTheLog();
  }

  private static void assertThatTheReplicaHasLearntTheLog() {
    String learnt = committed().digestOfFreshReplica();
    await()
        .atMost(PATIENCE)
        .until(
            () -> instance.services().get(0).replica().digest().sha256(),
            digest -> digest.equals(learnt));
  }

  private static void assertDeadLetters(
      List<Poison> poisons, List<RecordMetadata> sent, String stage) {
    Poison.assertDeadLetters(
        Committed.read(broker.bootstrap(), committed().topics().dlq()),
        poisons,
        sent,
        PIPELINE.name(),
        stage);
  }

  private static CommittedLists committed() {
    return new CommittedLists(broker.bootstrap(), PIPELINE);
  }

  private static List<ItemNotice> notices() {
    List<ItemNotice> notices = new ArrayList<>();
    for (var record : Committed.read(broker.bootstrap(), committed().topics().trainingLog())) {
      if (record.value() instanceof LogRecord.Noticed noticed) notices.add(noticed.notice());
    }
    return notices;
  }

  private static String activity(String id) {
    return ("{\"event_id\": \"%s\", \"user_id\": \""
            + USER
            + "\", \"item_id\": \"bread\","
            + " \"event\": \"purchase\", \"value\": 4.5, \"timestamp\": 1768200000}")
        .formatted(id);
  }

  private static String item(String id, String title) {
    return ("{\"item_id\": \"%s\", \"title\": \"%s\", \"categories\": [\"baked\", \"food\"],"
            + " \"price\": 2.5, \"withdrawn\": false, \"from\": 1768200000}")
        .formatted(id, title);
  }
}
