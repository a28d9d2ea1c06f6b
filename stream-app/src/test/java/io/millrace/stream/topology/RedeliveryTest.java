package io.millrace.stream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.model.event.EntityRef;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.Outcome;
import io.millrace.model.explain.Explanation;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.score.Model;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A crash, under {@code guarantee: fast}, may lose any part of what was not committed together:
 * each store, each output. After it the same records come again, at the same offsets.
 */
@DisplayName("A record that comes again after a crash")
class RedeliveryTest {
  private static final long NOON = 1_532_520_000_000L;
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final String ACCOUNTS = "account-history";
  private static final String SHOPS = "shop-history";
  private static final Model MODEL =
      (values, categories, reasons) ->
          new Model.Answer(0.25, 0.25, 0.5, new ModelVersion("log", 1, 41), Explanation.NONE);

  @TempDir java.nio.file.Path state;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Pipeline pipeline = Pipelines.twoEntities();
  private final PipelineTopics topics = new PipelineTopics(pipeline);
  private TopologyTestDriver driver;

  @BeforeEach
  void start() {
    driver = open(Guarantee.FAST);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @ParameterizedTest(name = "with a crash that loses [{0}]")
  @ValueSource(strings = {"", ACCOUNTS, SHOPS, ACCOUNTS + "," + SHOPS})
  void isScoredAgainAsBeforeAndEachHistoryCountsItOnce(String lost) {
    threeEvents();
    Map<String, List<Float>> before = scored();
    assertThat(before).hasSize(3);

    crash(Set.of(lost.split(",")));
    threeEvents();
    assertThat(scored()).isEqualTo(before);
    assertThat(outcomes()).isEmpty();

    event("e4", "anna", "corner", 7, NOON + 4 * HOUR);
    List<Float> after = scored().get("e4");
    assertThat(value(after, "account.count.1d")).isEqualTo(3);
    assertThat(value(after, "shop.count.30d")).isEqualTo(3);
  }

  @Test
  void isScoredAgainThoughItWasTheOnlyOne() {
    event("e1", "anna", "corner", 1, NOON);
    Map<String, List<Float>> before = scored();
    crash(Set.of());
    event("e1", "anna", "corner", 1, NOON);
    assertThat(scored()).isEqualTo(before);
    assertThat(registry.get("millrace.redelivered.events").counter().count()).isEqualTo(2);
  }

  @Test
  void isScoredAgainWithoutItsFirstEntityToo() {
    event("e1", null, "corner", 1, NOON);
    crash(Set.of());
    event("e1", null, "corner", 1, NOON);
    assertThat(scored()).containsOnlyKeys("e1");
    event("e2", "anna", "corner", 1, NOON + 1);
    assertThat(value(scored().get("e2"), "shop.count.30d")).isEqualTo(1);
  }

  @Test
  void isNoSecondRecordOfTheSameId() {
    event("e1", "anna", "corner", 1, NOON);
    event("e1", "anna", "corner", 999, NOON);
    assertThat(readScores()).isEqualTo(1);
    assertThat(outcomes()).containsExactly(Outcome.DUPLICATE_EVENT);

    crash(Set.of());
    event("e1", "anna", "corner", 1, NOON);
    event("e1", "anna", "corner", 999, NOON);
    assertThat(readScores()).isEqualTo(1);
    assertThat(outcomes()).containsExactly(Outcome.DUPLICATE_EVENT);
  }

  @Test
  void ofFeedbackIsTakenOnce() {
    event("e1", "anna", "corner", 1, NOON);
    fact("e1");
    crash(Set.of());
    fact("e1");
    event("e1", "anna", "corner", 1, NOON);
    fact("e1 as another label");
    event("e2", "anna", "corner", 1, NOON + HOUR);
    assertThat(value(scored().get("e2"), "shop.label_count.30d")).isEqualTo(2);
  }

  @Test
  void isARepeatWhereNothingComesAgain() {
    driver.close();
    driver = open(Guarantee.EXACTLY_ONCE);
    event("e1", "anna", "corner", 1, NOON);
    assertThat(readScores()).isEqualTo(1);
    Map<String, Map<String, byte[]>> kept = stores();
    driver.close();
    driver = open(Guarantee.EXACTLY_ONCE);
    restore(kept, Set.of());
    event("e1", "anna", "corner", 1, NOON);
    assertThat(readScores()).isZero();
    assertThat(outcomes()).containsExactly(Outcome.DUPLICATE_EVENT);
  }

  private void threeEvents() {
    event("e1", "anna", "corner", 3, NOON);
    event("e2", "anna", "corner", 5, NOON + HOUR);
    event("e3", "anna", "corner", 4, NOON + 2 * HOUR);
  }

  /** What was written since the last look is lost, and of the stores those named. */
  private void crash(Set<String> lost) {
    Map<String, Map<String, byte[]>> kept = stores();
    driver.close();
    driver = open(Guarantee.FAST);
    restore(kept, lost);
  }

  private Map<String, Map<String, byte[]>> stores() {
    Map<String, Map<String, byte[]>> stores = new HashMap<>();
    for (String name : List.of(ACCOUNTS, SHOPS)) {
      Map<String, byte[]> held = new HashMap<>();
      try (KeyValueIterator<String, byte[]> all =
          driver.<String, byte[]>getKeyValueStore(name).all()) {
        while (all.hasNext()) {
          KeyValue<String, byte[]> entry = all.next();
          held.put(entry.key, entry.value);
        }
      }
      stores.put(name, held);
    }
    return stores;
  }

  private void restore(Map<String, Map<String, byte[]>> stores, Set<String> lost) {
    stores.forEach(
        (name, held) -> {
          if (!lost.contains(name)) held.forEach(driver.getKeyValueStore(name)::put);
        });
  }

  private TopologyTestDriver open(Guarantee guarantee) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, topics.scoringApplication());
    PipelineMeters meters = new PipelineMeters(registry, pipeline.name());
    return new TopologyTestDriver(ScoringTopology.of(pipeline, MODEL, meters, guarantee), settings);
  }

  private void event(String id, String account, String shop, double price, long at) {
    String json =
        "{\"id\":\"%s\",\"at\":%d,%s\"shop\":\"%s\",\"price\":%s,\"colour\":\"red\"}"
            .formatted(
                id, at, account == null ? "" : "\"account\":\"" + account + "\",", shop, price);
    Topic<byte[], byte[]> events = topics.events();
    driver
        .createInputTopic(events.name(), events.keys().serializer(), events.values().serializer())
        .pipeInput(null, json.getBytes(UTF_8), at);
  }

  private void fact(String id) {
    Topic<String, LabelFact> topic = topics.feedback(1);
    driver
        .createInputTopic(topic.name(), topic.keys().serializer(), topic.values().serializer())
        .pipeInput(
            "corner",
            new LabelFact(1, new EntityRef("corner", 0), id, NOON, NOON + 1, true, false, false));
  }

  /** Features by event id, of all that was scored since the last look. */
  private Map<String, List<Float>> scored() {
    Map<String, List<Float>> scored = new LinkedHashMap<>();
    for (ScoredRecord record : output(topics.featureLog()).readValuesToList()) {
      scored.put(record.event().eventId(), listed(record.event().values()));
    }
    return scored;
  }

  private static List<Float> listed(float[] values) {
    List<Float> list = new ArrayList<>();
    for (float value : values) list.add(value);
    return list;
  }

  private int readScores() {
    return output(topics.scores()).readValuesToList().size();
  }

  private List<Outcome> outcomes() {
    return output(topics.outcomes()).readValuesToList().stream()
        .map(entry -> ((OutcomeEntry.Told) entry).outcome().outcome())
        .toList();
  }

  private <K, V> TestOutputTopic<K, V> output(Topic<K, V> topic) {
    return driver.createOutputTopic(
        topic.name(), topic.keys().deserializer(), topic.values().deserializer());
  }

  private float value(List<Float> values, String feature) {
    return values.get(pipeline.features().indexOf(feature));
  }
}
