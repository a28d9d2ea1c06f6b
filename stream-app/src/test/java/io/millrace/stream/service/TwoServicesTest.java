package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.Replica;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.training.Commands;
import io.millrace.stream.training.TrainingLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.GroupState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Two services of one pipeline, on a broker")
class TwoServicesTest {
  private static EmbeddedKafka broker;

  @TempDir Path state;
  private Purchases purchases;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void make() {
    purchases = new Purchases(broker, state);
  }

  /** A deploy under load; then every score, the threshold it had, and its version are proved. */
  @Test
  void aRollingDeployLosesAndDoublesNothingAndEveryScoreCanBeProved() throws Exception {
    Pipeline old = Purchases.pipeline("rolling", "7d");
    Pipeline changed = Purchases.pipeline("rolling", "7d", Map.of("learner.rate", "0.4"));
    PipelineTopics topics = new PipelineTopics(old);
    Commands commands = new Commands(Map.of("bootstrap.servers", broker.bootstrap()), topics);
    try (Observability first = new Observability();
        Observability second = new Observability();
        PipelineService before = purchases.service(old, "feeder", first, "one", Purchases.PATIENT);
        PipelineService after =
            purchases.service(changed, "feeder", second, "two", Purchases.PATIENT)) {
      before.start();
      Purchases.awaitReady(before);
      purchases.send(topics.events(), IntStream.range(0, 400).mapToObj(Purchases::event));
      purchases.send(topics.labels(), IntStream.range(0, 300).mapToObj(Purchases::label));
      Thread starting = new Thread(() -> start(after));
      starting.start();
      await()
          .atMost(Purchases.PATIENCE)
          .until(() -> after.health().reason().contains("learner.rate: this file says 0.4"));
      assertThat(after.health().ready()).isFalse();
      assertThat(second.scrape()).contains("millrace_settings_differ{pipeline=\"rolling\"} 1.0");
      purchases.send(topics.events(), IntStream.range(400, 800).mapToObj(Purchases::event));
      purchases.send(topics.labels(), IntStream.range(300, 600).mapToObj(Purchases::label));
      commands.send(command("t1", new Command.OverrideThreshold(0.25)));
      commands.send(command("c1", new Command.Configure(TrainingLog.configured(changed, "c1"))));
      commands.send(command("c1", new Command.Configure(TrainingLog.configured(changed, "c1"))));
      await().atMost(Purchases.PATIENCE).until(() -> after.health().ready());
      starting.join();
      // Until its stages have settled after the newcomer it has another reason to be unready.
      await()
          .atMost(Purchases.PATIENCE)
          .until(
              () ->
                  before
                      .health()
                      .reason()
                      .contains("learner.rate: this file says 0.1, the log 0.4"));
      assertThat(before.health().ready()).isFalse();
      purchases.send(topics.events(), IntStream.range(800, 1_000).mapToObj(Purchases::event));
      assertThat(members(topics)).anyMatch(id -> id.contains("-one-"));
      long leaving = System.nanoTime();
      before.close();
      await().atMost(Purchases.SESSION).until(() -> allAre("-two-", topics));
      assertThat(Duration.ofNanos(System.nanoTime() - leaving))
          .as("one that only fell silent would be missed after " + Purchases.SESSION)
          .isLessThan(Purchases.SESSION.dividedBy(2));
      purchases.send(topics.events(), IntStream.range(1_000, 1_200).mapToObj(Purchases::event));
      purchases.send(topics.labels(), IntStream.range(600, 1_200).mapToObj(Purchases::label));
      await().atMost(Purchases.PATIENCE).until(() -> after.replica().examples() == 1_200);
      purchases.awaitCount(topics.scores(), 1_200);
    }
    List<String> all = IntStream.range(0, 1_200).mapToObj(i -> "e" + i).toList();
    assertThat(purchases.keys(topics.scores())).containsExactlyInAnyOrderElementsOf(all);
    assertThat(purchases.lessons(topics)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(provedScores(topics, changed)).isEqualTo(1_200);
  }

  @Test
  void anInstanceOfAnotherGuaranteeScoresNothingUntilThoseBeforeItAreGone() throws Exception {
    Pipeline pipeline = Purchases.pipeline("promised", "7d");
    PipelineTopics topics = new PipelineTopics(pipeline);
    Map<String, String> fast = new TreeMap<>(Purchases.PATIENT);
    fast.put("guarantee", "fast");
    try (Observability first = new Observability();
        Observability second = new Observability();
        PipelineService before =
            purchases.service(pipeline, "feeder", first, "one", Purchases.PATIENT);
        PipelineService after = purchases.service(pipeline, "feeder", second, "two", fast)) {
      before.start();
      Purchases.awaitReady(before);
      Thread starting = new Thread(() -> start(after));
      starting.start();
      await()
          .atMost(Purchases.PATIENCE)
          .until(() -> after.health().reason().startsWith("guarantee: "));
      assertThat(after.health().reason())
          .isEqualTo(
              "guarantee: this instance has fast, instance one, which was there before, has"
                  + " exactly_once. Expected the same on all instances of promised: start this one"
                  + " with `guarantee: exactly_once`, or stop the others in order (SIGTERM) and"
                  + " start them with `guarantee: fast`; this one goes on when they are gone");
      assertThat(after.health().live()).isTrue();
      assertThat(after.health().ready()).isFalse();
      assertThat(before.health().ready()).isTrue();
      assertThat(members(topics)).isNotEmpty().noneMatch(id -> id.contains("-two-"));

      before.close();
      starting.join();
      Purchases.awaitReady(after);
      purchases.send(topics.events(), IntStream.range(0, 10).mapToObj(Purchases::event));
      purchases.awaitCount(topics.scores(), 10);
    }
  }

  private static Command command(String id, Command.Action action) {
    return new Command(id, 1, System.currentTimeMillis(), "me", action);
  }

  private static void start(PipelineService service) {
    try {
      service.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Learns the log once under each settings, and compares each score at its version. */
  private long provedScores(PipelineTopics topics, Pipeline changed) throws Exception {
    Map<Long, List<ScoredRecord>> byVersion = new TreeMap<>();
    for (ConsumerRecord<String, ScoredRecord> record : purchases.read(topics.featureLog())) {
      byVersion
          .computeIfAbsent(record.value().version().offset(), v -> new ArrayList<>())
          .add(record.value());
    }
    Replica old = Replica.of(topics.pipeline());
    Replica now = Replica.of(changed);
    Replica inForce = old;
    long proved = 0;
    for (ConsumerRecord<String, LogRecord> record : purchases.read(topics.trainingLog())) {
      if (record.value() instanceof LogRecord.Lesson lesson) {
        old.learn(lesson.example());
        now.learn(lesson.example());
      } else if (record.value() instanceof LogRecord.Commanded commanded) {
        if (commanded.command().action() instanceof Command.OverrideThreshold threshold) {
          old.overrideThreshold(threshold.value());
          now.overrideThreshold(threshold.value());
        } else {
          inForce = now;
        }
      }
      for (ScoredRecord scored : byVersion.getOrDefault(record.offset(), List.of())) {
        assertThat(inForce.scorer().raw(scored.event().values()))
            .isEqualTo(scored.event().rawScores()[0]);
        assertThat(inForce.threshold()).isEqualTo(scored.event().threshold());
        proved++;
      }
    }
    return proved;
  }

  /** Client ids of the members of both groups. */
  private static List<String> members(PipelineTopics topics) throws Exception {
    return groups(topics)
        .flatMap(group -> group.members().stream())
        .map(m -> m.clientId())
        .toList();
  }

  /** Whether members of that name have all there is to work on. */
  private static boolean allAre(String name, PipelineTopics topics) throws Exception {
    return members(topics).stream().allMatch(id -> id.contains(name))
        && groups(topics).allMatch(group -> partitions(group) > 0);
  }

  private static int partitions(ConsumerGroupDescription group) {
    return group.groupState() == GroupState.STABLE
        ? group.members().stream().mapToInt(m -> m.assignment().topicPartitions().size()).sum()
        : 0;
  }

  private static Stream<ConsumerGroupDescription> groups(PipelineTopics topics) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      return admin.describeConsumerGroups(topics.applications(1)).all().get().values().stream();
    }
  }
}
