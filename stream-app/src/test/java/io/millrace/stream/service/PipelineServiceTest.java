package io.millrace.stream.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.event.Outcome;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.Replica;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.Ends;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ReaderSettings;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.Topic;
import io.millrace.stream.topic.TopicSpec;
import io.millrace.stream.training.Commands;
import io.millrace.stream.training.TrainingLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The service of a pipeline, on a broker")
class PipelineServiceTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long BEGIN = System.currentTimeMillis() - 3_600_000;

  /** How long a silent member is waited for; with its default a slow machine would tell nothing. */
  private static final Duration SESSION = Duration.ofSeconds(60);

  private static final Map<String, String> PATIENT =
      Map.of(
          "streams.main.consumer.session.timeout.ms",
          Long.toString(SESSION.toMillis()),
          "streams.main.consumer.heartbeat.interval.ms",
          "1000");

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

  @Test
  void everyEventIsScoredOnceAndEveryLabelTeachesOnceThroughARestart() throws Exception {
    Pipeline pipeline = pipeline("restarted", "7d");
    PipelineTopics topics = new PipelineTopics(pipeline);
    try (Observability observability = new Observability();
        PipelineService service = service(pipeline, "feeder", observability, "one", PATIENT)) {
      service.start();
      awaitReady(service);
      send(topics.events(), IntStream.range(0, 1_000).mapToObj(this::event));
      awaitCount(topics.scores(), 1_000);
      send(topics.labels(), IntStream.range(0, 1_000).mapToObj(this::label));
      await().atMost(PATIENCE).until(() -> service.replica().examples() == 1_000);
      assertThat(service.ownsFirstTask()).isTrue();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(observability.scrape())
                      .contains("millrace_scores_total{pipeline=\"restarted\"} 1000.0")
                      .contains("millrace_ready{pipeline=\"restarted\"} 1.0")
                      .contains("millrace_replica_examples{pipeline=\"restarted\"} 1000.0")
                      .contains("millrace_quality_auc_roc")
                      .contains(
                          "millrace_state_bytes{pipeline=\"restarted\",store=\"join-entries\"}")
                      .contains("kafka_stream_thread_process_rate")
                      .contains("jvm_memory_used_bytes"));
    }

    // 200 events again, 1,000 new ones, while nobody is there.
    send(topics.events(), IntStream.range(800, 2_000).mapToObj(this::event));
    try (Observability observability = new Observability();
        PipelineService service = service(pipeline, "feeder", observability)) {
      service.start();
      assertThat(service.replica().examples()).isEqualTo(1_000);
      awaitReady(service);
      send(topics.labels(), IntStream.range(1_000, 2_000).mapToObj(this::label));
      await().atMost(PATIENCE).until(() -> service.replica().examples() == 2_000);
      awaitCount(topics.outcomes(), 200 + 2_000 + earlyLabels(topics));
      assertThat(service.replica().awaitCaughtUp(PATIENCE)).isTrue();
    }

    assertThat(topicsOf(topics.applications(1)))
        .as("the topics of Streams, which the second start checked")
        .containsExactlyInAnyOrderElementsOf(
            topics.internal(0).stream().map(TopicSpec::name).toList());
    List<String> all = IntStream.range(0, 2_000).mapToObj(i -> "e" + i).toList();
    assertThat(keys(topics.scores())).containsExactlyInAnyOrderElementsOf(all);
    assertThat(keys(topics.featureLog())).containsExactlyInAnyOrderElementsOf(all);
    assertThat(lessons(topics)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(outcomes(topics, Outcome.DUPLICATE_EVENT)).isEqualTo(200);
    assertThat(outcomes(topics, Outcome.LEARNT_FROM_LABEL)).isEqualTo(2_000);
  }

  @Test
  void silenceIsTakenForNegativeByTheWallClock() throws Exception {
    Pipeline pipeline = pipeline("silent", "2s");
    PipelineTopics topics = new PipelineTopics(pipeline);
    try (Observability observability = new Observability();
        PipelineService service = service(pipeline, "wall", observability)) {
      service.start();
      long now = System.currentTimeMillis();
      send(topics.events(), IntStream.range(0, 50).mapToObj(i -> event(i, now)));
      send(topics.labels(), Stream.of(label(7)));
      await().atMost(PATIENCE).until(() -> service.replica().examples() == 50);
    }
    assertThat(outcomes(topics, Outcome.LEARNT_ASSUMED)).isEqualTo(49);
    assertThat(outcomes(topics, Outcome.LEARNT_FROM_LABEL)).isEqualTo(1);
  }

  @Test
  void tenMegabytesOfPoisonReachTheDeadLettersWholeAndTheStreamGoesOn() throws Exception {
    Pipeline pipeline = pipeline("poisoned", "7d");
    PipelineTopics topics = new PipelineTopics(pipeline);
    byte[] poison = new byte[10 << 20];
    new Random(7).nextBytes(poison);
    try (Observability observability = new Observability();
        PipelineService service = service(pipeline, "feeder", observability)) {
      service.start();
      send(topics.events(), Stream.of(poison, event(1)));
      send(topics.labels(), Stream.of(poison));
      awaitCount(topics.scores(), 1);
      awaitCount(topics.dlq(), 2);
    }
    assertThat(read(topics.dlq()))
        .hasSize(2)
        .allSatisfy(dead -> assertThat(Arrays.equals(dead.value(), poison)).isTrue());
  }

  /** A deploy under load; then every score, the threshold it had, and its version are proved. */
  @Test
  void aStateDirectoryThatCannotBeMadeIsRefusedAtStart() throws Exception {
    Files.writeString(state.resolve("taken"), "a file");
    try (Observability observability = new Observability();
        PipelineService service =
            service(pipeline("homeless", "7d"), "feeder", observability, "taken")) {
      assertThatThrownBy(service::start)
          .hasMessageContainingAll("state_dir", state.resolve("taken").toString());
      assertThat(service.health().live()).isFalse();
    }
  }

  @Test
  void aRollingDeployLosesAndDoublesNothingAndEveryScoreCanBeProved() throws Exception {
    Pipeline old = pipeline("rolling", "7d");
    Pipeline changed = pipeline("rolling", "7d", Map.of("learner.rate", "0.4"));
    PipelineTopics topics = new PipelineTopics(old);
    Commands commands = new Commands(Map.of("bootstrap.servers", broker.bootstrap()), topics);
    try (Observability first = new Observability();
        Observability second = new Observability();
        PipelineService before = service(old, "feeder", first, "one", PATIENT);
        PipelineService after = service(changed, "feeder", second, "two", PATIENT)) {
      before.start();
      awaitReady(before);
      send(topics.events(), IntStream.range(0, 400).mapToObj(this::event));
      send(topics.labels(), IntStream.range(0, 300).mapToObj(this::label));
      Thread starting = new Thread(() -> start(after));
      starting.start();
      await()
          .atMost(PATIENCE)
          .until(() -> after.health().reason().contains("learner.rate: this file says 0.4"));
      assertThat(after.health().ready()).isFalse();
      assertThat(second.scrape()).contains("millrace_settings_differ{pipeline=\"rolling\"} 1.0");
      send(topics.events(), IntStream.range(400, 800).mapToObj(this::event));
      send(topics.labels(), IntStream.range(300, 600).mapToObj(this::label));
      commands.send(command("t1", new Command.OverrideThreshold(0.25)));
      commands.send(command("c1", new Command.Configure(TrainingLog.configured(changed, "c1"))));
      commands.send(command("c1", new Command.Configure(TrainingLog.configured(changed, "c1"))));
      await().atMost(PATIENCE).until(() -> after.health().ready());
      starting.join();
      // Until its stages have settled after the newcomer it has another reason to be unready.
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  before
                      .health()
                      .reason()
                      .contains("learner.rate: this file says 0.1, the log 0.4"));
      assertThat(before.health().ready()).isFalse();
      send(topics.events(), IntStream.range(800, 1_000).mapToObj(this::event));
      assertThat(members(topics)).anyMatch(id -> id.contains("-one-"));
      long leaving = System.nanoTime();
      before.close();
      await().atMost(SESSION).until(() -> allAre("-two-", topics));
      assertThat(Duration.ofNanos(System.nanoTime() - leaving))
          .as("one that only fell silent would be missed after " + SESSION)
          .isLessThan(SESSION.dividedBy(2));
      send(topics.events(), IntStream.range(1_000, 1_200).mapToObj(this::event));
      send(topics.labels(), IntStream.range(600, 1_200).mapToObj(this::label));
      await().atMost(PATIENCE).until(() -> after.replica().examples() == 1_200);
      awaitCount(topics.scores(), 1_200);
    }
    List<String> all = IntStream.range(0, 1_200).mapToObj(i -> "e" + i).toList();
    assertThat(keys(topics.scores())).containsExactlyInAnyOrderElementsOf(all);
    assertThat(lessons(topics)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(provedScores(topics, changed)).isEqualTo(1_200);
  }

  @Test
  void anInstanceOfAnotherGuaranteeScoresNothingUntilThoseBeforeItAreGone() throws Exception {
    Pipeline pipeline = pipeline("promised", "7d");
    PipelineTopics topics = new PipelineTopics(pipeline);
    Map<String, String> fast = new TreeMap<>(PATIENT);
    fast.put("guarantee", "fast");
    try (Observability first = new Observability();
        Observability second = new Observability();
        PipelineService before = service(pipeline, "feeder", first, "one", PATIENT);
        PipelineService after = service(pipeline, "feeder", second, "two", fast)) {
      before.start();
      awaitReady(before);
      Thread starting = new Thread(() -> start(after));
      starting.start();
      await().atMost(PATIENCE).until(() -> after.health().reason().startsWith("guarantee: "));
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
      awaitReady(after);
      send(topics.events(), IntStream.range(0, 10).mapToObj(this::event));
      awaitCount(topics.scores(), 10);
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
  private static long provedScores(PipelineTopics topics, Pipeline changed) throws Exception {
    Map<Long, List<ScoredRecord>> byVersion = new TreeMap<>();
    for (ConsumerRecord<String, ScoredRecord> record : read(topics.featureLog())) {
      byVersion
          .computeIfAbsent(record.value().version().offset(), v -> new ArrayList<>())
          .add(record.value());
    }
    Replica old = Replica.of(topics.pipeline());
    Replica now = Replica.of(changed);
    Replica inForce = old;
    long proved = 0;
    for (ConsumerRecord<String, LogRecord> record : read(topics.trainingLog())) {
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

  private PipelineService service(Pipeline pipeline, String clock, Observability observability) {
    return service(pipeline, clock, observability, "one");
  }

  private PipelineService service(
      Pipeline pipeline, String clock, Observability observability, String instance) {
    return service(pipeline, clock, observability, instance, Map.of());
  }

  private PipelineService service(
      Pipeline pipeline,
      String clock,
      Observability observability,
      String instance,
      Map<String, String> more) {
    Map<String, String> flags = new TreeMap<>(more);
    flags.put("bootstrap", broker.bootstrap());
    flags.put("state_dir", state.resolve(instance).toString());
    flags.put("instance", instance);
    flags.put("label_clock", clock);
    ServiceConfig config = ServiceConfig.read(null, Map.of(), flags);
    return new PipelineService(pipeline, config, () -> "", observability);
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

  private static void awaitReady(PipelineService service) {
    await()
        .atMost(PATIENCE)
        .until(service::health, health -> health.ready() && health.reason().startsWith("at "));
  }

  private static Pipeline pipeline(String name, String after) {
    return pipeline(name, after, Map.of());
  }

  private static Pipeline pipeline(String name, String after, Map<String, String> overrides) {
    return PipelineFile.read(
        "test.yaml",
        """
        pipeline: %s
        kind: classify
        partitions: 3
        events:
          {topic: %1$s-purchases, format: json, id: id, time: {field: at, format: epoch_millis}}
        labels:
          topic: %1$s-verdicts
          id: id
          value: returned
          positive: [1]
          negative: [0]
          assume: negative
          after: %2$s
          remember: 30d
          grace: 0s
        features:
          - {name: price, of: price, as: number}
          - per: account
            over: [1d]
            take: [count, mean(price)]
          - per: shop
            over: [30d]
            take: [label_count, label_rate]
        learner: {kind: logistic, update: ftrl, rate: 0.1, l1: 0, l2: 0, hash_bits: 12}
        decide: {threshold: 0.5}
        measure: [auc_roc]
        output: {scores: %1$s-scores, alerts: %1$s-alerts, reasons: 2}
        """
            .formatted(name, after),
        overrides);
  }

  private byte[] event(int i) {
    return event(i, BEGIN + i);
  }

  private byte[] event(int i, long at) {
    return "{\"id\":\"e%d\",\"at\":%d,\"account\":\"a%d\",\"shop\":\"s%d\",\"price\":%d}"
        .formatted(i, at, i % 97, i % 31, i % 13 + 1)
        .getBytes(UTF_8);
  }

  private byte[] label(int i) {
    return "{\"id\":\"e%d\",\"returned\":%d}".formatted(i, i % 13 > 9 ? 1 : 0).getBytes(UTF_8);
  }

  private static void send(Topic<byte[], byte[]> topic, Stream<byte[]> values) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", broker.bootstrap(), "max.request.size", 12 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      values.forEach(value -> producer.send(new ProducerRecord<>(topic.name(), value)));
    }
  }

  private static long earlyLabels(PipelineTopics topics) throws Exception {
    return outcomes(topics, Outcome.WAITING_EARLY);
  }

  private static long outcomes(PipelineTopics topics, Outcome outcome) throws Exception {
    return read(topics.outcomes()).stream()
        .filter(
            record ->
                record.value() instanceof OutcomeEntry.Told told
                    && told.outcome().outcome() == outcome)
        .count();
  }

  private static List<String> lessons(PipelineTopics topics) throws Exception {
    return read(topics.trainingLog()).stream()
        .map(ConsumerRecord::value)
        .filter(LogRecord.Lesson.class::isInstance)
        .map(record -> ((LogRecord.Lesson) record).example().eventId())
        .toList();
  }

  private static List<String> topicsOf(List<String> applications) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      return admin.listTopics().names().get().stream()
          .filter(name -> applications.stream().anyMatch(name::startsWith))
          .toList();
    }
  }

  private static <V> List<String> keys(Topic<String, V> topic) throws Exception {
    return read(topic).stream().map(ConsumerRecord::key).toList();
  }

  private static void awaitCount(Topic<?, ?> topic, long count) {
    Callable<Integer> read = () -> read(topic).size();
    await().atMost(PATIENCE).until(() -> read.call() >= count);
  }

  /** Everything committed in a topic. */
  private static <K, V> List<ConsumerRecord<K, V>> read(Topic<K, V> topic) throws Exception {
    Map<String, Object> settings =
        ReaderSettings.over(Map.of("bootstrap.servers", broker.bootstrap()));
    try (Admin admin = Admin.create(settings);
        var consumer =
            new KafkaConsumer<>(
                settings, topic.keys().deserializer(), topic.values().deserializer())) {
      int partitions =
          admin
              .describeTopics(List.of(topic.name()))
              .allTopicNames()
              .get()
              .get(topic.name())
              .partitions()
              .size();
      List<TopicPartition> all =
          IntStream.range(0, partitions)
              .mapToObj(p -> new TopicPartition(topic.name(), p))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = Ends.of(settings, all);
      List<ConsumerRecord<K, V>> records = new ArrayList<>();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }
}
