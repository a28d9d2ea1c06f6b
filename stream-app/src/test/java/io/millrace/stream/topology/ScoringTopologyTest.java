package io.millrace.stream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.model.event.EntityRef;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.Outcome;
import io.millrace.model.explain.Explanation;
import io.millrace.model.explain.Reason;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.parse.DeadLetter;
import io.millrace.stream.score.Model;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.Topic;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The scoring topology")
class ScoringTopologyTest {
  private static final long NOON = 1_532_520_000_000L;
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final ModelVersion VERSION = new ModelVersion("log", 1, 41);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir java.nio.file.Path state;
  private double raw = 0.25;
  private TopologyTestDriver driver;
  private PipelineTopics topics;
  private SimpleMeterRegistry registry;

  @BeforeEach
  void twoEntities() {
    open(Pipelines.twoEntities());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void everyNodeStoreAndInternalTopicHasANameThatStaysWhenTheTopologyGrows() {
    Topology topology = topology(Pipelines.twoEntities());
    assertThat(topology.describe().toString())
        .doesNotContain("KSTREAM-", "KTABLE-")
        .contains("by-account-repartition", "by-shop-repartition")
        .contains("stores: [account-history]", "stores: [shop-history]");
  }

  @Test
  void feedbackIsReadByTheTaskThatHasTheHistory() {
    var parts = topology(Pipelines.twoEntities()).describe().subtopologies();
    assertThat(parts).hasSize(3);
    assertThat(parts)
        .filteredOn(part -> part.toString().contains("returns-g1-feedback-shop"))
        .singleElement()
        .asString()
        .contains("by-shop-repartition");
  }

  @Test
  void anEventIsScoredUnderItsIdWithReasonsAndVersion() throws IOException {
    event("e1", "anna", "corner", 12.5, NOON);
    TestRecord<String, byte[]> record = scores().readRecord();
    assertThat(record.key()).isEqualTo("e1");
    JsonNode score = JSON.readTree(record.value());
    assertThat(score.get("pipeline").asText()).isEqualTo("returns");
    assertThat(score.get("event_id").asText()).isEqualTo("e1");
    assertThat(Instant.parse(score.get("event_time").asText()).toEpochMilli()).isEqualTo(NOON);
    assertThat(score.get("score").asDouble()).isEqualTo(0.25);
    assertThat(score.get("probability").asDouble()).isEqualTo(0.25);
    assertThat(score.get("decision").asText()).isEqualTo("pass");
    assertThat(score.get("threshold").asDouble()).isEqualTo(0.5);
    assertThat(score.get("reasons").get(0).toString())
        .isEqualTo("{\"feature\":\"price\",\"value\":\"12.5\",\"contribution\":0.75}");
    assertThat(score.get("others").asDouble()).isEqualTo(0.25);
    assertThat(score.get("base").asDouble()).isEqualTo(-1.5);
    assertThat(score.get("version").toString())
        .isEqualTo("{\"log\":\"log\",\"generation\":1,\"offset\":41}");
    assertThat(scores().isEmpty()).isTrue();
    assertThat(alerts().isEmpty()).isTrue();
  }

  @Test
  void aScoreAtItsThresholdIsAnAlertToo() throws IOException {
    raw = 0.5;
    event("e1", "anna", "corner", 12.5, NOON);
    byte[] alert = alerts().readValue();
    assertThat(JSON.readTree(alert).get("decision").asText()).isEqualTo("alert");
    assertThat(scores().readValue()).isEqualTo(alert);
  }

  @Test
  void theFeatureLogKeepsTheFeaturesAsTheyWere() {
    event("e1", "anna", "corner", 12.5, NOON);
    ScoredRecord kept = featureLog().readValue();
    assertThat(kept.version()).isEqualTo(VERSION);
    assertThat(kept.featureSet()).isEqualTo(topics.pipeline().features().fingerprint());
    assertThat(kept.event().eventId()).isEqualTo("e1");
    assertThat(kept.event().rawScores()).containsExactly(0.25);
    assertThat(kept.event().categories()).containsExactly("red");
    assertThat(kept.event().entities())
        .containsExactly(new EntityRef("anna", 0), new EntityRef("corner", 0));
    assertThat(value(kept, "price")).isEqualTo(12.5f);
  }

  @Test
  void anEventSeesTheHistoryBeforeItAndNotItself() {
    event("e1", "anna", "corner", 1, NOON);
    event("e2", "anna", "mall", 1, NOON + HOUR);
    event("e3", "bert", "corner", 1, NOON + HOUR);
    List<ScoredRecord> log = featureLog().readValuesToList();
    assertThat(log).extracting(r -> value(r, "account.count.1d")).containsExactly(0f, 1f, 0f);
    assertThat(log).extracting(r -> value(r, "shop.count.30d")).containsExactly(0f, 0f, 1f);
  }

  @Test
  void aRepeatedIdGetsNoSecondScoreAndChangesNoHistory() {
    event("e1", "anna", "corner", 1, NOON);
    event("e1", "anna", "corner", 999, NOON);
    event("e2", "anna", "corner", 1, NOON);
    assertThat(scores().readRecordsToList())
        .extracting(TestRecord::key)
        .containsExactly("e1", "e2");
    assertThat(featureLog().readValuesToList().get(1))
        .satisfies(second -> assertThat(value(second, "account.count.1d")).isEqualTo(1f))
        .satisfies(second -> assertThat(value(second, "shop.count.30d")).isEqualTo(1f));
    TestRecord<String, OutcomeEntry> told = outcomes().readRecord();
    assertThat(told.key()).isEqualTo("e1");
    assertThat(((OutcomeEntry.Told) told.value()).outcome().outcome())
        .isEqualTo(Outcome.DUPLICATE_EVENT);
    assertThat(outcomes().isEmpty()).isTrue();
    assertThat(registry.get("millrace.duplicate.events").counter().count()).isEqualTo(1);
  }

  @Test
  void anEventWithoutAnEntityIsScoredWithAnEmptyHistory() {
    event("e1", null, "corner", 1, NOON);
    event("e2", null, "corner", 1, NOON);
    List<ScoredRecord> log = featureLog().readValuesToList();
    assertThat(log).extracting(r -> value(r, "account.count.1d")).containsExactly(0f, 0f);
    assertThat(log).extracting(r -> value(r, "shop.count.30d")).containsExactly(0f, 1f);
    assertThat(log.get(1).event().entities()).containsExactly(null, new EntityRef("corner", 0));
  }

  @Test
  void aRepeatedIdWithoutTheFirstEntityIsFoundToo() {
    event("e1", null, "corner", 1, NOON);
    event("e1", null, "corner", 1, NOON);
    assertThat(scores().readRecordsToList()).hasSize(1);
    assertThat(outcomes().readRecordsToList()).hasSize(1);
  }

  @Test
  void whatALabelSaysReachesTheHistoryOfItsEntity() {
    event("e1", "anna", "corner", 1, NOON);
    feedback(
        new LabelFact(1, new EntityRef("corner", 0), "e1", NOON, NOON + 1, true, false, false));
    event("e2", "bert", "corner", 1, NOON + HOUR);
    ScoredRecord after = featureLog().readValuesToList().get(1);
    assertThat(value(after, "shop.label_count.30d")).isEqualTo(1f);
    assertThat(value(after, "shop.label_rate.30d")).isEqualTo(1f);
  }

  @Test
  void feedbackThatComesToAnotherPartitionThanItNamesStopsTheTask() {
    LabelFact strayed =
        new LabelFact(1, new EntityRef("corner", 1), "e1", NOON, NOON, true, false, false);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> feedback(strayed))
        .rootCause()
        .hasMessageContaining("names partition 1 and came to 0");
  }

  static Stream<Arguments> poison() {
    return Stream.of(
        Arguments.of("not JSON", "hello".getBytes(UTF_8), "not_json"),
        Arguments.of("an array", "[1]".getBytes(UTF_8), "not_an_object"),
        Arguments.of("no id", "{\"at\":1532520000000}".getBytes(UTF_8), "no_id"),
        Arguments.of("no time", "{\"id\":\"e\"}".getBytes(UTF_8), "no_time"),
        Arguments.of(
            "a wrong type",
            "{\"id\":\"e\",\"at\":1532520000000,\"price\":\"dear\"}".getBytes(UTF_8),
            "wrong_type"),
        Arguments.of("invalid UTF-8", new byte[] {'{', (byte) 0xC3, (byte) 0x28, '}'}, "not_utf8"),
        Arguments.of(
            "a date in 2099",
            "{\"id\":\"e\",\"at\":4070908800000}".getBytes(UTF_8),
            "too_far_ahead"),
        Arguments.of("10 MB", new byte[10 << 20], "too_large"),
        Arguments.of("nothing", null, "empty"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("poison")
  void aPoisonRecordGoesToTheDeadLettersAsItCameAndTheStreamGoesOn(
      String what, byte[] bytes, String reason) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("trace", "abc".getBytes(UTF_8));
    input().pipeInput(new TestRecord<>("k".getBytes(UTF_8), bytes, headers, NOON));
    event("e1", "anna", "corner", 1, NOON);

    TestRecord<byte[], byte[]> dead = dlq().readRecord();
    assertThat(dead.key()).isEqualTo("k".getBytes(UTF_8));
    assertThat(dead.value()).isEqualTo(bytes);
    assertThat(header(dead, DeadLetter.REASON)).isEqualTo(reason);
    assertThat(header(dead, DeadLetter.MESSAGE)).isNotBlank();
    assertThat(header(dead, DeadLetter.STAGE)).isEqualTo("events");
    assertThat(header(dead, DeadLetter.PIPELINE)).isEqualTo("returns");
    assertThat(header(dead, DeadLetter.TOPIC)).isEqualTo("purchases");
    assertThat(header(dead, DeadLetter.PARTITION)).isEqualTo("0");
    assertThat(header(dead, DeadLetter.OFFSET)).isEqualTo("0");
    assertThat(header(dead, DeadLetter.TIMESTAMP)).isEqualTo(Long.toString(NOON));
    assertThat(header(dead, "trace")).isEqualTo("abc");
    assertThat(dead.headers().toArray()).hasSize(9);
    assertThat(scores().readRecordsToList()).extracting(TestRecord::key).containsExactly("e1");
    assertThat(registry.get("millrace.dlq").tag("reason", reason).counter().count()).isEqualTo(1);
  }

  @Test
  void aPipelineWithoutEntitiesScoresToo() {
    driver.close();
    open(Pipelines.noEntity());
    event("e1", "anna", "corner", 1, NOON);
    assertThat(scores().readRecordsToList()).extracting(TestRecord::key).containsExactly("e1");
    assertThat(featureLog().readValue().event().entities()).isEmpty();
  }

  @Test
  void aTopicKeyedByItsFirstEntityIsNotRepartitionedForIt() {
    Pipeline keyed = Pipelines.keyedBy("account");
    assertThat(topology(keyed).describe().toString())
        .doesNotContain("by-account-repartition")
        .contains("by-shop-repartition");
    driver.close();
    open(keyed);
    // Of the two partitions, the driver has the first; anna belongs to the other.
    keyedEvent("dora", "e1", "dora");
    keyedEvent("emil", "e2", "dora");
    keyedEvent("dora", "e3", "dora");
    keyedEvent("anna", "e4", "anna");
    assertThat(featureLog().readValuesToList())
        .extracting(r -> value(r, "account.count.1d"))
        .containsExactly(0f, 1f);
    assertThat(dlq().readRecordsToList())
        .extracting(record -> header(record, DeadLetter.REASON))
        .containsExactly("wrong_key", "wrong_partition");
  }

  @Test
  void aHistoryInWhichNothingHasHappenedForHalfAYearBeyondItsWindowsIsForgotten() {
    event("e1", "anna", "corner", 1, NOON);
    event("e1", "anna", "corner", 1, NOON + Duration.ofDays(180).toMillis());
    event("e1", "anna", "corner", 1, NOON + Duration.ofDays(181).toMillis() + 1);
    // The repeat changed no history, so that the account's is as old as the first event.
    assertThat(scores().readRecordsToList())
        .extracting(TestRecord::key)
        .containsExactly("e1", "e1");
  }

  /** Its record is stamped so too, or it would be a dead letter. */
  @Test
  void oneEventDated2099EmptiesNoOtherHistory() {
    event("e1", "anna", "corner", 1, System.currentTimeMillis());
    long year2099 = 4_070_908_800_000L;
    event("e2", "bert", "mall", 1, year2099);
    driver.advanceWallClockTime(Duration.ofSeconds(10));
    var accounts = driver.<String, byte[]>getKeyValueStore("account-history");
    assertThat(accounts.get("anna")).isNotNull();
  }

  @Test
  void aForgottenHistoryIsDroppedOnceNoLateEventCanWantIt() {
    event("e1", "anna", "corner", 1, NOON);
    event("e2", "bert", "mall", 1, NOON + Duration.ofDays(211).toMillis());
    driver.advanceWallClockTime(Duration.ofSeconds(10));
    var accounts = driver.<String, byte[]>getKeyValueStore("account-history");
    assertThat(accounts.get("anna")).isNotNull();
    event("e3", "bert", "mall", 1, NOON + Duration.ofDays(211).toMillis() + 1);
    driver.advanceWallClockTime(Duration.ofSeconds(10));
    assertThat(accounts.get("anna")).isNull();
    assertThat(accounts.get("bert")).isNotNull();
    // The shop's longest window is longer by 29 days.
    assertThat(driver.<String, byte[]>getKeyValueStore("shop-history").get("corner")).isNotNull();
  }

  @Test
  void aStreamThatGoesOnWithOtherEntitiesLeavesNoneOfThoseBefore() {
    for (int time = 0; time < 4; time++) {
      long at = NOON + Duration.ofDays(400L * time).toMillis();
      for (int i = 0; i < 300; i++) {
        event(time + "-" + i, time + "-account-" + i, time + "-shop-" + i % 100, 1, at + i);
      }
      for (int i = 0; i < 20; i++) driver.advanceWallClockTime(Duration.ofMillis(100));
      assertThat(histories("account")).isEqualTo(300);
      assertThat(histories("shop")).isEqualTo(100);
    }
  }

  /** In the store, which is what the metric says. */
  private long histories(String entity) {
    long count = 0;
    try (var all = driver.<String, byte[]>getKeyValueStore(entity + "-history").all()) {
      for (; all.hasNext(); all.next()) count++;
    }
    assertThat(registry.get("millrace.histories").tag("entity", entity).gauge().value())
        .isEqualTo(count);
    return count;
  }

  private Topology topology(Pipeline pipeline) {
    registry = new SimpleMeterRegistry();
    return ScoringTopology.of(
        pipeline,
        this::answer,
        new PipelineMeters(registry, pipeline.name()),
        Guarantee.EXACTLY_ONCE);
  }

  private Model.Answer answer(float[] values, List<String> categories, int reasons) {
    assertThat(reasons).isEqualTo(2);
    Explanation why = new Explanation(-1.5, 0.25, List.of(new Reason("price", "12.5", 0.75)));
    return new Model.Answer(raw, raw, 0.5, VERSION, why);
  }

  private void open(Pipeline pipeline) {
    topics = new PipelineTopics(pipeline);
    Properties settings = new Properties();
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, topics.scoringApplication());
    driver = new TopologyTestDriver(topology(pipeline), settings);
  }

  private void event(String id, String account, String shop, double price, long at) {
    input().pipeInput(null, json(id, account, shop, price, at), at);
  }

  private void keyedEvent(String key, String id, String account) {
    input().pipeInput(key.getBytes(UTF_8), json(id, account, "corner", 1, NOON), NOON);
  }

  private static byte[] json(String id, String account, String shop, double price, long at) {
    return JSON.createObjectNode()
        .put("id", id)
        .put("at", at)
        .put("account", account)
        .put("shop", shop)
        .put("price", price)
        .put("colour", "red")
        .toString()
        .getBytes(UTF_8);
  }

  private void feedback(LabelFact fact) {
    Topic<String, LabelFact> topic = topics.feedback(fact.entity());
    driver
        .createInputTopic(topic.name(), topic.keys().serializer(), topic.values().serializer())
        .pipeInput(fact.ref().key(), fact);
  }

  private float value(ScoredRecord record, String feature) {
    int place = topics.pipeline().features().indexOf(feature);
    assertThat(place)
        .as(feature + " of " + topics.pipeline().features().features())
        .isNotNegative();
    return record.event().values()[place];
  }

  private static String header(TestRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private TestInputTopic<byte[], byte[]> input() {
    Topic<byte[], byte[]> topic = topics.events();
    return driver.createInputTopic(
        topic.name(), topic.keys().serializer(), topic.values().serializer());
  }

  private TestOutputTopic<String, byte[]> scores() {
    return output(topics.scores());
  }

  private TestOutputTopic<String, byte[]> alerts() {
    return output(topics.alerts());
  }

  private TestOutputTopic<String, ScoredRecord> featureLog() {
    return output(topics.featureLog());
  }

  private TestOutputTopic<String, OutcomeEntry> outcomes() {
    return output(topics.outcomes());
  }

  private TestOutputTopic<byte[], byte[]> dlq() {
    return output(topics.dlq());
  }

  private <K, V> TestOutputTopic<K, V> output(Topic<K, V> topic) {
    return driver.createOutputTopic(
        topic.name(), topic.keys().deserializer(), topic.values().deserializer());
  }
}
