package io.millrace.stream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.model.event.Outcome;
import io.millrace.model.feature.TextHash;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.ItemDescription;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.parse.DeadLetter;
import io.millrace.stream.recommend.ListModel;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.topic.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The topology that recommends")
class RecommendTopologyTest {
  private static final long NOON = 1_532_520_000L;
  private static final ModelVersion VERSION = new ModelVersion("log", 1, 41);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] KEY = null;

  @TempDir Path state;
  private TopologyTestDriver driver;
  private RecommendPipeline pipeline;
  private RecommendTopics topics;
  private Recommender model;
  private SimpleMeterRegistry registry;

  @BeforeEach
  void shipped() {
    open(Map.of());
  }

  private void open(Map<String, String> overrides) {
    if (driver != null) driver.close();
    pipeline = RecommendFile.read(Path.of("recommendations.yaml"), overrides);
    topics = new RecommendTopics(pipeline);
    model = new Recommender(pipeline.recommender());
    registry = new SimpleMeterRegistry();
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, topics.application());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    driver = new TopologyTestDriver(topology(), properties);
  }

  private Topology topology() {
    ListModel asked =
        (view, k) -> new ListModel.Answer(model.asker().suggestToShow(view, k), VERSION);
    return RecommendTopology.of(
        pipeline, asked, new PipelineMeters(registry, pipeline.name()), () -> source -> true);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void everyNodeStoreAndInternalTopicHasANameThatStaysWhenTheTopologyGrows() {
    assertThat(topology().describe().toString())
        .doesNotContain("KSTREAM-", "KTABLE-")
        .contains("by-user-repartition", "user-memory");
  }

  @Test
  void everyActivityGetsAListAndTeachesOnce() throws IOException {
    activity("anna", "i1", NOON);
    activity("anna", "i2", NOON + 1);
    assertThat(lists()).hasSize(2);
    List<LogRecord.Taken> lessons = lessons();
    assertThat(lessons)
        .extracting(LogRecord.Taken::id)
        .containsExactly("activity-0-0", "activity-0-1");
    assertThat(lessons.get(1).lesson().view().recent()).containsExactly(TextHash.of("i1"));
    assertThat(lessons.get(1).lesson().test()).isTrue();
  }

  @Test
  void theListFollowsWhatWasLearntAndSaysBecauseOfWhat() throws IOException {
    for (String user : List.of("u1", "u2", "u3")) {
      activity(user, "bread", NOON);
      activity(user, "butter", NOON + 60);
    }
    lessons().forEach(taken -> model.learn(taken.lesson()));
    lists();
    activity("new", "bread", NOON + 120);
    JsonNode list = lists().get(0);
    assertThat(list.get("user").asText()).isEqualTo("new");
    assertThat(list.get("event_id").asText()).isEqualTo("activity-0-6");
    assertThat(list.get("items").get(0).get("item").asText()).isEqualTo("butter");
    assertThat(list.get("items")).hasSize(1);
    assertThat(list.get("version").get("offset").asLong()).isEqualTo(41);
  }

  @Test
  void theLessonTellsHowLikelyTheListWasWherePlacesAreGivenToChance() throws IOException {
    open(Map.of("recommend.explore", "{kind: epsilon, share: 0.5, pool: 5, seed: 1}"));
    for (int item = 0; item < 15; item++) activity("u" + item, "i" + item, NOON);
    lessons().forEach(taken -> model.learn(taken.lesson()));
    lists();
    activity("u0", "i20", NOON + 60);
    JsonNode items = lists().get(0).get("items");
    lessons();
    activity("u0", "i21", NOON + 120);
    Lesson lesson = lessons().get(0).lesson();

    assertThat(items).hasSize(10);
    boolean any = false;
    for (int place = 0; place < 10; place++) {
      JsonNode item = items.get(place);
      boolean drawn = item.has("drawn");
      any |= drawn;
      assertThat(lesson.shown()[place]).isEqualTo(TextHash.of(item.get("item").asText()));
      assertThat(lesson.chances().drawn()[place]).isEqualTo(drawn);
      // 14 items may be listed: four come next, so the last four places are open.
      float expected = drawn ? .125f : place < 6 ? 1 : .5f;
      assertThat(item.get("propensity").floatValue()).isEqualTo(expected);
      assertThat(lesson.chances().values()[place]).isEqualTo(expected);
    }
    assertThat(any).isTrue();
  }

  @Test
  void theLessonTellsWhichListTheUserHadBeenShown() throws IOException {
    activity("u1", "bread", NOON);
    activity("u2", "butter", NOON);
    lessons().forEach(taken -> model.learn(taken.lesson()));
    activity("u1", "jam", NOON + 60);
    assertThat(lessons().get(0).lesson().shown()).isEmpty();
    activity("u1", "tea", NOON + 120);
    assertThat(lessons().get(0).lesson().shown()).containsExactly(TextHash.of("butter"));
  }

  @Test
  void aRepeatedIdIsCountedAndChangesNothing() throws IOException {
    open(Map.of("activity.id", "id"));
    send(
        "{\"id\":\"a\",\"user_id\":\"u\",\"item_id\":\"i\",\"event\":\"purchase\",\"timestamp\":1}");
    send(
        "{\"id\":\"a\",\"user_id\":\"u\",\"item_id\":\"i\",\"event\":\"purchase\",\"timestamp\":1}");
    assertThat(lists()).hasSize(1);
    assertThat(lessons()).hasSize(1);
    OutcomeEntry.Told told = (OutcomeEntry.Told) read(topics.outcomes()).get(0).value();
    assertThat(told.outcome().outcome()).isEqualTo(Outcome.DUPLICATE_EVENT);
    assertThat(registry.get("millrace.duplicate.events").counter().count()).isEqualTo(1);
  }

  @Test
  void whatCannotBeReadGoesToTheDeadLettersAsItCame() {
    send("{\"user_id\":\"u\",\"item_id\":\"i\",\"event\":\"stare\",\"timestamp\":1}");
    send("poison");
    send("{\"item_id\":\"i\",\"event\":\"view\",\"timestamp\":1}");
    List<TestRecord<byte[], byte[]>> dead = read(topics.dlq());
    assertThat(dead)
        .extracting(record -> new String(record.value(), UTF_8))
        .element(1)
        .isEqualTo("poison");
    assertThat(dead)
        .extracting(
            record -> new String(record.headers().lastHeader(DeadLetter.REASON).value(), UTF_8))
        .containsExactly("unknown_type", "not_json", "no_user");
    assertThat(read(topics.recommendations())).isEmpty();
  }

  @Test
  void whatIsSaidOfItemsGoesIntoTheLogInItsOrder() throws IOException {
    open(Map.of("items", "{topic: items, format: json, item: item_id, withdrawn: withdrawn}"));
    assertThat(topology().describe().toString()).doesNotContain("KSTREAM-");
    activity("u1", "bread", NOON);
    item("{\"item_id\":\"bread\",\"withdrawn\":true}");
    item("{\"item_id\":\"bread\"}");
    item(null);
    item("{\"item_id\":\"bread\",\"withdrawn\":\"perhaps\"}");
    assertThat(read(topics.trainingLog()))
        .extracting(TestRecord::value)
        .hasSize(3)
        .endsWith(
            new LogRecord.Noticed("items-0-0", new ItemNotice("bread", true, Long.MIN_VALUE)),
            new LogRecord.Noticed("items-0-1", new ItemNotice("bread", false, Long.MIN_VALUE)));
    assertThat(read(topics.dlq()))
        .extracting(
            record -> new String(record.headers().lastHeader(DeadLetter.REASON).value(), UTF_8))
        .containsExactly("wrong_type");
  }

  @Test
  void whatItemsAreGoesIntoTheLogToo() throws IOException {
    open(
        Map.of(
            "items",
            "{topic: items, format: json, item: sku, title: name, categories: kinds, price:"
                + " cost}"));
    item(
        "{\"sku\":\"butter\",\"name\":\"Butter,"
            + " salted\",\"kinds\":[\"dairy\",\"cold\"],\"cost\":2.5}");
    item("{\"sku\":\"butter\",\"kinds\":[[\"dairy\"]]}");
    item("{\"sku\":\"butter\",\"name\":\"%s\"}".formatted("x".repeat(501)));
    item("{\"sku\":\"butter\",\"cost\":\"much\"}");

    ItemDescription about = new ItemDescription("Butter, salted", List.of("dairy", "cold"), 2.5);
    assertThat(read(topics.trainingLog()))
        .extracting(TestRecord::value)
        .contains(
            new LogRecord.Noticed(
                "items-0-0", new ItemNotice("butter", false, Long.MIN_VALUE, about)));
    assertThat(read(topics.dlq()))
        .extracting(
            record -> new String(record.headers().lastHeader(DeadLetter.REASON).value(), UTF_8))
        .containsExactly("wrong_type", "beyond_limits", "wrong_type");
  }

  private void item(String json) {
    driver
        .createInputTopic(
            topics.items().name(),
            topics.items().keys().serializer(),
            topics.items().values().serializer())
        .pipeInput("bread".getBytes(UTF_8), json == null ? null : json.getBytes(UTF_8));
  }

  @Test
  void heldLessonsWaitForATickAndKeepTheirOrder() throws IOException {
    RecordHeaders held = new RecordHeaders();
    held.add(LogTopics.HOLD_HEADER, new byte[] {1});
    for (int i = 0; i < 3; i++) {
      input().pipeInput(new TestRecord<>(KEY, json("u" + (3 - i), "i" + i, NOON + i), held));
    }
    assertThat(lists()).hasSize(3);
    assertThat(lessons()).isEmpty();
    driver
        .createInputTopic(
            topics.clock().name(),
            topics.clock().keys().serializer(),
            topics.clock().values().serializer())
        .pipeInput((NOON + 10) * 1000);
    assertThat(lessons())
        .extracting(taken -> taken.lesson().itemText())
        .containsExactly("i0", "i1", "i2");
    assertThat(read(topics.outcomes()).get(0).value())
        .isEqualTo(new OutcomeEntry.ClockReached((NOON + 10) * 1000, 0, 1));
  }

  @Test
  void aUserWhoDidNothingForLongIsNewAgain() throws IOException {
    open(Map.of("recommend.forget", "30d"));
    activity("anna", "i1", NOON);
    activity("anna", "i2", NOON + 3600 * 24 * 31);
    assertThat(lessons().get(1).lesson().view().had()).isZero();
    activity("bert", "i2", NOON + 3600 * 24 * 100);
    driver.advanceWallClockTime(Duration.ofSeconds(2));
    assertThat(driver.getKeyValueStore("user-memory").get("anna")).isNull();
    assertThat(driver.getKeyValueStore("user-memory").get("bert")).isNotNull();
  }

  @Test
  void oneActivityDated2099MakesNobodyNew() {
    activity("anna", "i1", NOON);
    long year2099 = 4_070_908_800L;
    input().pipeInput(KEY, json("bert", "i2", year2099), year2099 * 1000);
    driver.advanceWallClockTime(Duration.ofSeconds(2));
    assertThat(driver.getKeyValueStore("user-memory").get("anna")).isNotNull();
    activity("anna", "i2", NOON + 60);
    assertThat(lessons().get(2).lesson().view().had()).isEqualTo(1);
  }

  @Test
  void oneActivityThatComesLateMakesNobodyNew() {
    open(Map.of("recommend.forget", "30d"));
    activity("anna", "i1", NOON);
    activity("anna", "i2", NOON - 3600 * 24 * 31);
    activity("anna", "i3", NOON + 60);
    assertThat(lessons().get(2).lesson().view().had()).isEqualTo(2);
  }

  @Test
  void aTopicKeyedByUserIsNotRepartitionedAndAWrongKeyIsADeadLetter() {
    open(Map.of("activity.keyed_by", "user_id", "partitions", "1"));
    assertThat(topology().describe().toString()).doesNotContain("by-user-repartition");
    input().pipeInput("u1".getBytes(UTF_8), json("u1", "i1", NOON));
    input().pipeInput("u2".getBytes(UTF_8), json("u1", "i1", NOON));
    assertThat(read(topics.recommendations())).hasSize(1);
    assertThat(read(topics.dlq())).hasSize(1);
  }

  private void activity(String user, String item, long seconds) {
    input().pipeInput(KEY, json(user, item, seconds));
  }

  private static byte[] json(String user, String item, long seconds) {
    return ("{\"user_id\":\"%s\",\"item_id\":\"%s\",\"event\":\"purchase\",\"timestamp\":%d}")
        .formatted(user, item, seconds)
        .getBytes(UTF_8);
  }

  private void send(String text) {
    input().pipeInput(KEY, text.getBytes(UTF_8));
  }

  private TestInputTopic<byte[], byte[]> input() {
    return driver.createInputTopic(
        topics.activity().name(),
        topics.activity().keys().serializer(),
        topics.activity().values().serializer());
  }

  private List<JsonNode> lists() throws IOException {
    List<JsonNode> lists = new java.util.ArrayList<>();
    for (var record : read(topics.recommendations())) lists.add(JSON.readTree(record.value()));
    return lists;
  }

  private List<LogRecord.Taken> lessons() {
    return read(topics.trainingLog()).stream()
        .map(record -> (LogRecord.Taken) record.value())
        .toList();
  }

  private <K, V> List<TestRecord<K, V>> read(Topic<K, V> topic) {
    return driver
        .createOutputTopic(topic.name(), topic.keys().deserializer(), topic.values().deserializer())
        .readRecordsToList();
  }
}
