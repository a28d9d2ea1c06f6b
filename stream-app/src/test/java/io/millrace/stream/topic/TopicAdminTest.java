package io.millrace.stream.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The topics of a pipeline")
class TopicAdminTest {
  private static final String MAX = Long.toString(Long.MAX_VALUE);
  private static EmbeddedKafka broker;
  private static Admin admin;

  @BeforeAll
  static void start() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
  }

  private static TopicAdmin topicAdmin() {
    return new TopicAdmin(admin, Duration.ofMinutes(1));
  }

  private static PreparedTopics prepare(String pipeline) {
    return topicAdmin().prepare(topics(pipeline), Keeping.DEFAULT);
  }

  private static PipelineTopics topics(String pipeline) {
    return new PipelineTopics(TestPipelines.named(pipeline));
  }

  private static void create(String name, int partitions, Map<String, String> settings)
      throws Exception {
    admin
        .createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings)))
        .all()
        .get();
    // The controller has made it; the broker may hear of it a moment later.
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(() -> topicAdmin().settings(name) != null);
  }

  @Test
  void areAllThereAfterwardsWithTheirSettings() {
    PreparedTopics prepared = prepare("all");

    assertThat(prepared.partitions())
        .containsOnly(
            Map.entry("all-events", 3),
            Map.entry("all-labels", 3),
            Map.entry("all-scores", 3),
            Map.entry("all-alerts", 3),
            Map.entry("all-dlq", 3),
            Map.entry("all-outcomes", 3),
            Map.entry("all-replicas", 1),
            Map.entry("all-commands", 1),
            Map.entry("all-drift", 1),
            Map.entry("all-g1-features", 3),
            Map.entry("all-g1-training-log", 1),
            Map.entry("all-g1-snapshots", 1),
            Map.entry("all-g1-feedback-customer", 3),
            Map.entry("all-g1-clock", 3));
    assertThat(topicAdmin().settings("all-g1-training-log"))
        .containsEntry("retention.ms", "-1")
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("message.timestamp.after.max.ms", MAX);
    assertThat(topicAdmin().settings("all-g1-snapshots"))
        .containsEntry("cleanup.policy", "compact");
    assertThat(topicAdmin().settings("all-replicas")).containsEntry("cleanup.policy", "compact");
    assertThat(topicAdmin().settings("all-g1-features"))
        .containsEntry("message.timestamp.type", "LogAppendTime")
        .containsEntry("retention.ms", Long.toString(Duration.ofDays(30).toMillis()));
    assertThat(prepared.log()).isEqualTo(topicAdmin().topicId("all-g1-training-log"));
  }

  @Test
  void keepFeaturesUntilTheyAreLearntAndForAudits() {
    assertThat(featuresKept(new Keeping(Duration.ofHours(1), Duration.ofDays(30))))
        .as("a label join that was stopped finds them")
        .isEqualTo(Duration.ofDays(30));
    assertThat(featuresKept(new Keeping(Duration.ofDays(90), Duration.ofDays(30))))
        .as("an audit finds them")
        .isEqualTo(Duration.ofDays(90));
  }

  private static Duration featuresKept(Keeping keeping) {
    PipelineTopics topics = topics("kept");
    String retention =
        topics.own(keeping, 1 << 20).stream()
            .filter(topic -> topic.name().equals(topics.featureLog().name()))
            .findFirst()
            .orElseThrow()
            .created()
            .get("retention.ms");
    return Duration.ofMillis(Long.parseLong(retention));
  }

  @Test
  void takeWhatIsThereAlreadyWithoutChangingIt() {
    PreparedTopics first = prepare("twice");
    assertThat(prepare("twice")).isEqualTo(first);
  }

  @Test
  void mayBeMadeBySeveralInstancesAtOnce() {
    List<CompletableFuture<PreparedTopics>> all =
        List.of(
            CompletableFuture.supplyAsync(() -> prepare("race")),
            CompletableFuture.supplyAsync(() -> prepare("race")),
            CompletableFuture.supplyAsync(() -> prepare("race")));
    assertThat(all.stream().map(CompletableFuture::join).distinct()).hasSize(1);
  }

  @Test
  void giveDeadLettersTheRoomOfTheLargestInput() throws Exception {
    create("large-events", 1, Map.of("max.message.bytes", "20000000"));
    PreparedTopics prepared = prepare("large");

    int room = 20_000_000 + PipelineTopics.OVERHEAD_BYTES;
    assertThat(topicAdmin().settings("large-dlq"))
        .containsEntry("max.message.bytes", Integer.toString(room));
    assertThat(prepared.producerRequestBytes()).isGreaterThanOrEqualTo(room);
    assertThat(PipelineTopics.internalTopicSettings(prepared.messageBytes()))
        .containsEntry("topic.max.message.bytes", Integer.toString(room))
        .containsEntry("topic.message.timestamp.after.max.ms", MAX);
  }

  @Test
  void areRefusedWithEveryDifferenceAndTheWayOut() throws Exception {
    create("bad-dlq", 3, Map.of("message.timestamp.type", "LogAppendTime"));
    create("bad-outcomes", 5, Map.of());
    create("bad-g1-training-log", 2, Map.of("cleanup.policy", "compact", "retention.ms", "1000"));
    create("bad-scores", 1, Map.of());

    assertThatThrownBy(() -> prepare("bad"))
        .isInstanceOfSatisfying(
            TopicsRefusedException.class,
            e ->
                assertThat(e.problems())
                    .contains(
                        "topic bad-outcomes: partitions = 5, expected 3; set `partitions: 5` in the"
                            + " pipeline file, or start a new generation",
                        "topic bad-g1-training-log: partitions = 2, expected 1; it is not"
                            + " Millrace's: move it aside, or name the pipeline otherwise",
                        problem("bad-g1-training-log", "cleanup.policy", "compact", "delete"),
                        problem("bad-g1-training-log", "retention.ms", "1000", "-1"),
                        problem(
                            "bad-outcomes",
                            "message.timestamp.type",
                            "CreateTime",
                            "LogAppendTime"),
                        problem("bad-scores", "message.timestamp.after.max.ms", "3600000", MAX))
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .startsWith(
                                    "topic bad-dlq: max.message.bytes = 1048588, expected "
                                        + "16842752 or more; change it with: kafka-configs.sh"))
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .startsWith(
                                    "topic bad-dlq: retention.ms = 604800000, expected "
                                        + "2592000000 or more"))
                    .noneMatch(
                        problem ->
                            problem.startsWith("topic bad-dlq: message.timestamp.after.max.ms")));
  }

  private static String problem(String topic, String key, String found, String expected) {
    return "topic "
        + topic
        + ": "
        + key
        + " = "
        + found
        + ", expected "
        + expected
        + "; change it with: kafka-configs.sh --alter --entity-type topics --entity-name "
        + topic
        + " --add-config "
        + key
        + "="
        + expected;
  }

  @Test
  void leaveTheUsersInputAsItIsUnlessItIsTakenAsKeyed() throws Exception {
    create("keyed-events", 7, Map.of());
    assertThat(prepare("keyed").partitionsOf("keyed-events")).isEqualTo(7);

    PipelineTopics keyed = new PipelineTopics(TestPipelines.named("keyed", 0.1, 3, "customer"));
    assertThatThrownBy(() -> topicAdmin().prepare(keyed, Keeping.DEFAULT))
        .hasMessage(
            "topic keyed-events: partitions = 7, expected 3; set `partitions: 7` in the pipeline"
                + " file, or start a new generation");
  }

  @Test
  void tellWhatMayLoseRecordsOfAnInputAndTakeItAllTheSame() throws Exception {
    create(
        "risky-events",
        3,
        Map.of(
            "cleanup.policy",
            "compact,delete",
            "retention.ms",
            "3600000",
            "message.timestamp.before.max.ms",
            "60000",
            "message.timestamp.after.max.ms",
            "1000"));
    create(
        "risky-labels",
        3,
        Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "691200000"));

    List<String> warnings = prepare("risky").warnings();

    assertThat(warnings)
        .satisfiesExactly(
            compacted ->
                assertThat(compacted)
                    .startsWith("topic risky-events: cleanup.policy = compact,delete, expected")
                    .contains("every record's key is its event's id"),
            short_ ->
                assertThat(short_)
                    .startsWith(
                        "topic risky-events: retention.ms = 3600000, expected 691200000 or more")
                    .contains("the last PT1H only"),
            late ->
                assertThat(late)
                    .startsWith("topic risky-events: message.timestamp.before.max.ms = 60000,"),
            early ->
                assertThat(early)
                    .startsWith(
                        "topic risky-events: message.timestamp.after.max.ms = 1000, expected"
                            + " 300000 or more"));
    assertThat(prepare("calm").warnings()).isEmpty();
  }

  @Test
  void areRefusedWhereAnInputCannotBeRead() throws Exception {
    create("compacted-events", 3, Map.of("cleanup.policy", "compact"));
    create("compacted-labels", 3, Map.of("max.message.bytes", Integer.toString(Integer.MAX_VALUE)));

    PipelineTopics keyed = new PipelineTopics(TestPipelines.named("compacted", 0.1, 3, "customer"));
    assertThatThrownBy(() -> topicAdmin().prepare(keyed, Keeping.DEFAULT))
        .isInstanceOfSatisfying(
            TopicsRefusedException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        problem("compacted-events", "cleanup.policy", "compact", "delete"),
                        "topic compacted-labels: max.message.bytes = 2147483647, expected"
                            + " 268435456 or less; change it with: kafka-configs.sh --alter"
                            + " --entity-type topics --entity-name compacted-labels --add-config"
                            + " max.message.bytes=268435456"));
  }

  @Test
  void areRefusedWhereStreamsWouldLoseWhatItKeepsInThem() throws Exception {
    String repartition = "inner-g1-scoring-by-customer-repartition";
    String changelog = "inner-g1-learning-join-entries-changelog";
    create(repartition, 2, Map.of("cleanup.policy", "compact", "retention.ms", "1000"));
    create(changelog, 3, Map.of("message.timestamp.after.max.ms", MAX));

    assertThatThrownBy(() -> prepare("inner"))
        .isInstanceOfSatisfying(
            TopicsRefusedException.class,
            e ->
                assertThat(e.problems())
                    .contains(
                        "topic "
                            + repartition
                            + ": partitions = 2, expected 3; set `partitions: 2` in the pipeline"
                            + " file, or start a new generation",
                        problem(repartition, "cleanup.policy", "compact", "delete"),
                        problem(repartition, "retention.ms", "1000", "-1"),
                        problem(changelog, "cleanup.policy", "delete", "compact"))
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .startsWith(
                                    "topic "
                                        + changelog
                                        + ": max.message.bytes = 1048588, expected 16842752 or"
                                        + " more"))
                    .hasSize(7));
  }

  @Test
  void haveNamesThatKafkaTakes() {
    PipelineTopics topics = topics("names");
    assertThat(topics.byEntity(0).name()).isEqualTo("by-customer");
    assertThat(topics.byEntity(1).name()).isEqualTo("by-customer.country");
    assertThat(topics.feedback(1).name()).isEqualTo("names-g1-feedback-customer.country");
    assertThat(topics.entitiesWithLabels()).containsExactly(0);
    assertThat(topics.scoringApplication()).isEqualTo("names-g1-scoring");
    assertThat(topics.learningApplication()).isEqualTo("names-g1-learning");
  }
}
