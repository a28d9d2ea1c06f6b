package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.feature.TextHash;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.recommend.Suggestion;
import io.millrace.model.recommend.UserHistory;
import io.millrace.model.recommend.UserView;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.recommend.ListModel;
import io.millrace.stream.recommend.RecommendationJson;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.topic.Topic;
import io.millrace.stream.topic.TopicAdmin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The audit of a list")
class ListAuditTest {
  private static final String USER = "u0";
  private static final int ITEMS = 30;
  private static final long START = 1_600_000_000_000L;
  private static EmbeddedKafka broker;
  private static Map<String, Object> client;

  private RecommendTopics topics;
  private PreparedTopics prepared;

  @BeforeAll
  static void start() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
    client = Map.of("bootstrap.servers", broker.bootstrap());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void provesItByTheSettingsThatItWasMadeByWhateverWasDeployedSince() throws Exception {
    Map<String, String> then = Map.of("recommend.repeats.show", "true", "recommend.recent", "50");
    told("deployed", then, ITEMS);

    assertThat(audited("deployed", then).equal()).isTrue();
    assertThat(audited("deployed", Map.of("recommend.recent", "1")).equal()).isTrue();
    assertThat(
            audited("deployed", Map.of("recommend.recent", "1", "recommend.remember", "2")).equal())
        .isTrue();
  }

  @Test
  void findsThatItWasToldShort() throws Exception {
    told("short", Map.of(), 6);

    ListAuditResult result = audited("short", Map.of());

    assertThat(result.published()).hasSize(6);
    assertThat(result.recomputed())
        .hasSize(10)
        .startsWith(result.published().toArray(Suggestion[]::new));
    assertThat(result.equal()).isFalse();
  }

  @Test
  void takesItForWholeWhereItsLengthMayHaveBeenAnother() throws Exception {
    told("resized", Map.of("recommend.k", "6"), 6);

    assertThat(audited("resized", Map.of("recommend.k", "6")).equal()).isTrue();
    assertThat(audited("resized", Map.of("recommend.k", "10")).equal()).isTrue();
    assertThat(audited("resized", Map.of("recommend.k", "4")).equal()).isTrue();
  }

  @Test
  void saysOfAListThatItDidNotFindWhatIsGoneAndWhetherItLookedTooLate() throws Exception {
    told("trimmed", Map.of(), ITEMS);
    assertThat(missing("other", Optional.empty()))
        .isEqualTo(
            "no list for activity other is in trimmed-lists, which has every record: it was never"
                + " answered by this generation; look at the id and at `generation:`");

    tell(List.of(), 1);
    TopicPartition lists = new TopicPartition("trimmed-lists", 0);
    try (Admin admin = Admin.create(client)) {
      admin.deleteRecords(Map.of(lists, RecordsToDelete.beforeOffset(1))).all().get();
    }
    Instant since = Held.of(client, topics.recommendations(), 0).since().orElseThrow();
    assertThat(missing("other", Optional.empty()))
        .isEqualTo(
            "no list for activity other is in trimmed-lists: of its partition 0, offsets 0 to 0"
                + " were deleted, it holds what was told since "
                + since
                + "; it was never answered by this generation, or before "
                + since
                + ". Only a copy of that topic brings it back; a longer retention.ms of it keeps"
                + " more from now on");
    Instant at = since.plus(Duration.ofHours(1));
    assertThat(missing("last", Optional.of(at)))
        .isEqualTo(
            "no list for activity last is in trimmed-lists after "
                + at.minus(Duration.ofMinutes(10))
                + "; its partition 0 holds what was told since "
                + since
                + ": try without --at");
  }

  private String missing(String id, Optional<Instant> at) {
    return new ListAudit(client, topics, prepared)
        .of(id, at, Progress.NONE)
        .missing()
        .orElseThrow();
  }

  private ListAuditResult audited(String name, Map<String, String> now) {
    return new ListAudit(client, new RecommendTopics(pipeline(name, now)), prepared)
        .of("last", Optional.empty(), Progress.NONE);
  }

  /** A log of lessons, and the list after the last one, of which the first items were told. */
  private void told(String name, Map<String, String> settings, int length) throws Exception {
    RecommendPipeline pipeline = pipeline(name, settings);
    topics = new RecommendTopics(pipeline);
    try (Admin admin = Admin.create(client)) {
      prepared = new TopicAdmin(admin, Duration.ofMinutes(1)).prepare(topics, Keeping.DEFAULT);
    }
    new TrainingLog(client, topics).configure(new Snapshots(client, topics, prepared.log()));
    Recommender model = new Recommender(pipeline.recommender());
    Map<String, UserHistory> users = new HashMap<>();
    KafkaProducer<String, LogRecord> log = Clients.writer(client, topics.trainingLog(), Map.of());
    try (log) {
      long newest = -1;
      for (int i = 0; i < 10 * ITEMS; i++) {
        // The user to whom the list is told had but some of the items.
        int user = i % 7;
        String item = "i" + (i * i + user) % (user == 0 ? ITEMS / 2 : ITEMS);
        Activity activity = new Activity("u" + user, item, "purchase", 1, START + i);
        Lesson lesson = take(pipeline, users, activity);
        model.learn(lesson);
        newest = send(log, topics.trainingLog(), "a" + i, new LogRecord.Taken("a" + i, lesson));
      }
      Activity last = new Activity(USER, "i29", "purchase", 1, START + 1000);
      Lesson lesson = take(pipeline, users, last);
      UserView view =
          users.get(USER).view(TextHash.of(USER), last.time(), pipeline.listing().asking());
      List<Suggestion> list = model.asker().suggest(view, pipeline.listing().k());
      assertThat(list).hasSize(pipeline.listing().k());
      tell(list.subList(0, Math.min(length, list.size())), newest);
      send(log, topics.trainingLog(), "last", new LogRecord.Taken("last", lesson));
    }
  }

  private static Lesson take(
      RecommendPipeline pipeline, Map<String, UserHistory> users, Activity activity) {
    UserHistory history = users.computeIfAbsent(activity.user(), user -> pipeline.newHistory());
    Lesson lesson = pipeline.lesson(activity, history);
    history.add(activity, lesson.weight());
    return lesson;
  }

  private void tell(List<Suggestion> items, long offset) throws Exception {
    ModelVersion version = new ModelVersion(prepared.log(), 1, offset);
    byte[] answer =
        new RecommendationJson(topics.pipeline().name())
            .bytes(USER, true, new ListModel.Answer(items, version));
    String json = new String(answer, StandardCharsets.UTF_8);
    Topic<String, byte[]> lists = topics.recommendations();
    try (KafkaProducer<String, byte[]> producer = Clients.writer(client, lists, Map.of())) {
      byte[] value =
          json.replaceFirst("\\{", "{\"event_id\":\"last\",").getBytes(StandardCharsets.UTF_8);
      send(producer, lists, USER, value);
    }
  }

  private static <V> long send(
      KafkaProducer<String, V> producer, Topic<String, V> topic, String key, V value)
      throws Exception {
    return producer.send(new ProducerRecord<>(topic.name(), 0, key, value)).get().offset();
  }

  private static RecommendPipeline pipeline(String name, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("pipeline", name);
    all.put("partitions", "1");
    all.put("activity.topic", name + "-activity");
    all.put("output.recommendations", name + "-lists");
    return RecommendFile.read(Path.of("recommendations.yaml"), all);
  }
}
