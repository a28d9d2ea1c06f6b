package io.millrace.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.evaluate.RecommendBacktest;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.ItemDescription;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.model.recommend.Recommender;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.demo.ActivitySettings;
import io.millrace.stream.feed.ActivityReplay;
import io.millrace.stream.feed.EventFile;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.ItemFeed;
import io.millrace.stream.instance.Instance;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.training.ReplicaReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag(Broker.ANY)
@DisplayName("The service that recommends")
class RecommendIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SHIPPED = Path.of("recommendations.yaml");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration STRETCH = Duration.ofDays(1);
  private static final int ITEMS = 40;
  private static final ActivitySettings SOME =
      new ActivitySettings(7, LocalDate.parse("2026-01-01"), 7, 70, ITEMS);

  /** After all that is simulated; epoch seconds. */
  private static final long NOW = 1_768_200_000;

  private static final Duration FORGET = Duration.ofDays(30);

  private static Broker broker;
  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    broker = Broker.start(Map.of());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void inLockstepGivesTheListsAndTheModelOfTheBacktest() throws Exception {
    RecommendPipeline pipeline = RecommendFile.read(SHIPPED, exploring("parity"));
    RepeatedLines lines = RepeatedLines.simulated(SOME);
    Path file = lines.write(directory.resolve("activity.csv"));
    RecommendBacktest backtest = new RecommendBacktest(pipeline, STRETCH.toMillis());
    List<String> expected = new ArrayList<>();
    Deque<ItemNotice> notices = new ArrayDeque<>(notices());
    for (RepeatedLines.Sent sent : lines.sent()) {
      while (!notices.isEmpty() && notices.peek().time() <= sent.activity().time()) {
        backtest.notice(notices.poll());
      }
      sent.shown(backtest).ifPresent(expected::add);
    }
    backtest.finish();
    assertThat(backtest.repeated()).isEqualTo(lines.sent().size() - expected.size()).isPositive();

    try (Instance instance = instance(pipeline, "a")) {
      assertThat(replay(pipeline, file, items(), STRETCH)).isEqualTo(lines.sent().size());
      List<String> found = committed(pipeline).told();
      assertThat(found).hasSameSizeAs(expected);
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i)).as("list after activity %d", i).isEqualTo(expected.get(i));
      }
      String digest = HexFormat.of().formatHex(backtest.digest());
      assertThat(digest(instance)).isEqualTo(digest);
      assertThat(backtest.recommender().described()).isEqualTo(ITEMS);
      assertThat(backtest.recommender().asShown().sinceStart().tests()).isPositive();
      assertThat(backtest.recommender().quality().sinceStart().hitRate10()).isPositive();
      assertThat(backtest.recommender().measures().greedy().sinceStart().tests()).isPositive();
    }
    assertThatWhatWasLeftToChanceIsToldAndAudited(pipeline);
  }

  private static void assertThatWhatWasLeftToChanceIsToldAndAudited(RecommendPipeline pipeline)
      throws Exception {
    List<JsonNode> drawn =
        committed(pipeline).lists().stream()
            .filter(list -> list.findValue("drawn") != null)
            .toList();
    assertThat(drawn).hasSizeGreaterThan(20);
    assertThat(drawn.get(0).at("/items/0/propensity").floatValue()).isBetween(0f, 1f);
    String id = drawn.get(drawn.size() - 1).get("event_id").asText();
    ListOperator operator = new ListOperator(broker, pipeline, exploring(pipeline.name()));
    assertThat(operator.command("audit", id)).isZero();
    assertThat(operator.provesAll()).isEqualTo(committed(pipeline).lists().size());
  }

  @Test
  void answersEveryActivityOnceWhateverIsRestartedAndByHttpFromAnyInstance() throws Exception {
    RecommendPipeline pipeline = pipeline("once", 2);
    Path file = ActivityLines.simulated(SOME).write(directory.resolve("activity.csv"));
    List<byte[]> poisons =
        List.of(
            "poison".getBytes(UTF_8),
            "{\"user_id\": \"u\", \"item_id\": \"i\", \"timestamp\": 1}".getBytes(UTF_8));
    long sent;
    try (Instance stays = instance(pipeline, "stays")) {
      try (Instance leaves = instance(pipeline, "leaves")) {
        sent = replay(pipeline, file, items(), Duration.ZERO);
        send(pipeline, poisons);
        HttpLists.assertThatBothAnswerAlike(stays, leaves);
      }
      try (Instance back = instance(pipeline, "leaves")) {
        sent += replay(pipeline, file, null, Duration.ZERO);
        String fresh = committed(pipeline).digestOfFreshReplica();
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(List.of(digest(back), digest(stays))).containsOnly(fresh));
        // While the service is up.
        assertThat(new ListOperator(broker, pipeline, settings("once", 2)).provesAll())
            .isEqualTo(sent);
        assertThatAListFollowsWhatItsUserDoes(pipeline, back);
        assertThatWhoWasLongAwayIsNotKnown(pipeline, back);
        sent += 3;
      }
    }
    List<String> answered = committed(pipeline).ids();
    assertThat(answered).hasSize((int) sent).doesNotHaveDuplicates();
    assertThat(committed(pipeline).lessons()).hasSize((int) sent);
    List<ConsumerRecord<byte[], byte[]>> dead =
        Committed.read(broker.bootstrap(), new RecommendTopics(pipeline).dlq());
    assertThat(dead).extracting(ConsumerRecord::value).containsExactlyInAnyOrderElementsOf(poisons);
    new ListOperator(broker, pipeline, settings("once", 2)).canLookIntoIt(answered);
  }

  private static CommittedLists committed(RecommendPipeline pipeline) {
    return new CommittedLists(broker.bootstrap(), pipeline);
  }

  private static void assertThatAListFollowsWhatItsUserDoes(
      RecommendPipeline pipeline, Instance instance) throws Exception {
    String path = "/v1/recommendations/a%20stranger";
    JsonNode before = JSON.readTree(HttpLists.get(instance, path).body());
    assertThat(before.get("known").asBoolean()).isFalse();
    String taken = before.get("items").get(0).get("item").asText();
    assertThat(before.get("items").get(0).get("generator").asText()).isEqualTo("popularity");
    awaitThatItFollows(
        instance, path, () -> send(pipeline, List.of(purchase("a stranger", taken, NOW))));
    send(pipeline, List.of(purchase("u1", "i1", NOW + 1)));
    awaitThatItHasLearntUntil(instance, NOW + 1);
    JsonNode after = JSON.readTree(HttpLists.get(instance, path).body());
    assertThat(after.at("/items/0/generator").asText())
        .as("%s after %s", after, taken)
        .isNotEqualTo("popularity");
    assertThat(after.at("/items/0/title").asText())
        .isEqualTo(after.at("/items/0/item").asText().replace("i", "Item "));
    assertThat(after.at("/items/0/because_title").asText()).isEqualTo(taken.replace("i", "Item "));
    // It is in the basket being filled, also when somebody else has gone on.
    assertThat(after.get("items").findValuesAsText("item")).doesNotContain(taken);
    assertThatAWithdrawnItemIsListedNoMore(
        pipeline, instance, after.at("/items/0/item").asText(), path);
  }

  /** And prints how long it took: the first answer that knows the user. */
  private static void awaitThatItFollows(Instance instance, String path, Runnable sending) {
    long start = System.nanoTime();
    sending.run();
    long sent = System.nanoTime();
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> JSON.readTree(HttpLists.get(instance, path).body()).get("known").asBoolean());
    System.out.printf(
        "the list over HTTP followed its user's activity in %d ms, %d ms of them until the broker"
            + " had acknowledged it%n",
        (System.nanoTime() - start) / 1_000_000, (sent - start) / 1_000_000);
  }

  private static void awaitThatItHasLearntUntil(Instance instance, long second) {
    ReplicaReader replica = instance.services().get(0).replica();
    await()
        .atMost(PATIENCE)
        .until(
            () -> replica.read(Recommender.class, (model, version) -> model.newest()),
            newest -> newest == second * 1000);
  }

  private static void assertThatWhoWasLongAwayIsNotKnown(
      RecommendPipeline pipeline, Instance instance) throws Exception {
    long later = NOW + FORGET.toSeconds() + 1;
    send(pipeline, List.of(purchase("u1", "i1", later)));
    awaitThatItHasLearntUntil(instance, later);
    JsonNode list =
        JSON.readTree(HttpLists.get(instance, "/v1/recommendations/a%20stranger").body());
    assertThat(list.get("known").asBoolean()).isFalse();
    assertThat(list.at("/items/0/generator").asText()).isEqualTo("popularity");
  }

  /**
   * @param time epoch seconds
   */
  private static byte[] purchase(String user, String item, long time) {
    return ("{\"user_id\": \"%s\", \"item_id\": \"%s\", \"event\": \"purchase\","
            + " \"timestamp\": %d}")
        .formatted(user, item, time)
        .getBytes(UTF_8);
  }

  private static void assertThatAWithdrawnItemIsListedNoMore(
      RecommendPipeline pipeline, Instance instance, String item, String path) {
    String notice =
        "{\"item_id\": \"%s\", \"withdrawn\": true, \"from\": 1768200000}".formatted(item);
    send(pipeline.items().topic(), List.of(notice.getBytes(UTF_8)));
    awaitThatItIsListedNoMore(instance, item, path);
  }

  private static void awaitThatItIsListedNoMore(Instance instance, String item, String path) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !JSON.readTree(HttpLists.get(instance, path).body())
                    .get("items")
                    .findValuesAsText("item")
                    .contains(item));
  }

  /** Some before the first activity, some in the course of it. */
  private static List<ItemNotice> notices() {
    long start = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    List<ItemNotice> notices = new ArrayList<>();
    for (int item = 0; item < ITEMS; item++) {
      long from = start + Math.max(0, item - 20) * Duration.ofHours(2).toMillis();
      List<String> kinds = List.of("kind" + item % 5, "kind" + item % 3 + "0");
      ItemDescription about = new ItemDescription("Item " + item, kinds, Double.NaN);
      notices.add(new ItemNotice("i" + item, false, from, about));
    }
    return notices;
  }

  private Path items() throws IOException {
    List<String> lines = new ArrayList<>(List.of("item_id,title,kinds,withdrawn,from"));
    for (ItemNotice notice : notices()) {
      String kinds = String.join("|", notice.about().categories());
      lines.add(
          "%s,%s,%s,,%d"
              .formatted(notice.item(), notice.about().title(), kinds, notice.time() / 1000));
    }
    return Files.write(directory.resolve("items.csv"), lines);
  }

  private static RecommendPipeline pipeline(String name, int partitions) {
    return RecommendFile.read(SHIPPED, settings(name, partitions));
  }

  private static Map<String, String> exploring(String name) {
    Map<String, String> settings = new HashMap<>(settings(name, 1));
    settings.put("activity.id", "event_id");
    settings.put("recommend.explore", "{kind: epsilon, share: 0.2}");
    return settings;
  }

  private static Map<String, String> settings(String name, int partitions) {
    String items =
        "{topic: %s-items, format: json, item: item_id, withdrawn: withdrawn, title: title,"
                .formatted(name)
            + " categories: kinds, separator: '|', time: {field: from, format: epoch_seconds}}";
    return Map.of(
        "pipeline",
        name,
        "partitions",
        Integer.toString(partitions),
        "activity.topic",
        name + "-activity",
        "items",
        items,
        // In simulated activity a purchase follows a view of the same item.
        "recommend.repeats.show",
        "true",
        "recommend.forget",
        FORGET.toDays() + "d",
        "output.recommendations",
        name + "-lists");
  }

  private Instance instance(RecommendPipeline pipeline, String name) throws Exception {
    ServiceConfig config =
        ServiceConfig.read(
            null,
            Map.of(),
            Map.of(
                "bootstrap", broker.bootstrap(),
                "state_dir", directory.resolve(pipeline.name() + name).toString(),
                "instance", name,
                "http_port", "0",
                "scoring_threads", "1",
                "commit_interval", "20ms",
                "snapshot_every", "500"));
    Instance instance = new Instance(List.of(pipeline), config);
    instance.start();
    await().atMost(PATIENCE).until(() -> instance.ready().well());
    return instance;
  }

  private static long replay(RecommendPipeline pipeline, Path file, Path items, Duration stretch)
      throws Exception {
    ActivityReplay.Options options =
        new ActivityReplay.Options(0, 0, stretch, 1_000, Duration.ofMinutes(2));
    try (Feed feed = EventFile.open(file, pipeline)) {
      Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrap());
      return new ActivityReplay(pipeline, client, options, () -> false)
          .run(feed, ItemFeed.read(items, pipeline), (count, labels, clock, share) -> {})
          .events();
    }
  }

  private static void send(RecommendPipeline pipeline, List<byte[]> records) {
    send(pipeline.activity().topic(), records);
  }

  private static void send(String topic, List<byte[]> records) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            new HashMap<>(Map.<String, Object>of("bootstrap.servers", broker.bootstrap())),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (byte[] record : records) {
        producer.send(new ProducerRecord<>(topic, record));
      }
      producer.flush();
    }
  }

  private static String digest(Instance instance) {
    return instance.services().get(0).replica().digest().sha256();
  }
}
