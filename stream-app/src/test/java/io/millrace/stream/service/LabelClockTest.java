package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.topic.Ends;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ReaderSettings;
import io.millrace.stream.topic.TopicAdmin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The label clock of the wall")
class LabelClockTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long GRACE = 60_000;

  /** Older than any label is remembered. */
  private static final long LONG_AGO = System.currentTimeMillis() - Duration.ofDays(90).toMillis();

  private static final long LATER = LONG_AGO + Duration.ofDays(1).toMillis();
  private static EmbeddedKafka broker;
  private static Map<String, Object> client;
  private static Admin admin;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
    client = Map.of("bootstrap.servers", broker.bootstrap());
    admin = Admin.create(client);
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @Test
  void isNotAheadOfAnEventThatIsNotScoredYet() throws Exception {
    PipelineTopics topics = topics("unscored");
    prepare(topics);
    send(topics.events().name(), LONG_AGO);
    send(topics.events().name(), LATER);
    try (LabelClock clock = clock(topics)) {
      awaitTicks(clock, topics, 1);
      commit(topics.scoringApplication(), topics.events().name(), 1);
      awaitTicks(clock, topics, 2);
      assertThat(ticks(topics)).containsExactly(LONG_AGO - GRACE, LATER - GRACE);
      long before = System.currentTimeMillis();
      commit(topics.scoringApplication(), topics.events().name(), 2);
      awaitTicks(clock, topics, 3);
      assertThat(ticks(topics).get(2)).isGreaterThanOrEqualTo(before - GRACE);
    }
  }

  /** A read_committed reader has read all it can meanwhile. */
  @Test
  void isNotAheadOfALabelThatATransactionHoldsBack() throws Exception {
    PipelineTopics topics = topics("held");
    prepare(topics);
    try (var producer = writer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "chargebacks"));
        LabelClock clock = clock(topics)) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(record(topics.labels().name(), LATER)).get();
      awaitTicks(clock, topics, 1);
      assertThat(ticks(topics)).containsExactly(LATER - GRACE);
      producer.commitTransaction();
      someRounds(topics);
      assertThat(ticks(topics)).last().isEqualTo(LATER - GRACE);
      long before = System.currentTimeMillis();
      commit(topics.learningApplication(), topics.labels().name(), 1);
      awaitTicks(clock, topics, ticks(topics).size() + 1);
      assertThat(ticks(topics)).last().matches(tick -> tick >= before - GRACE);
    }
  }

  @Test
  void waitsUntilWhatWasScoredHasPassedEachHopAndTheFeatureLog() throws Exception {
    PipelineTopics topics = topics("passing");
    prepare(topics);
    String hop = topics.eventPath().get(1);
    send(topics.events().name(), LONG_AGO);
    send(hop, LONG_AGO);
    commit(topics.scoringApplication(), topics.events().name(), 1);
    someRounds(topics);
    assertThat(ticks(topics)).isEmpty();

    send(topics.featureLog().name(), LONG_AGO);
    commit(topics.scoringApplication(), hop, 1);
    someRounds(topics);
    assertThat(ticks(topics)).isEmpty();

    commit(topics.learningApplication(), topics.featureLog().name(), 1);
    long before = System.currentTimeMillis();
    try (LabelClock clock = clock(topics)) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                clock.round();
                return ticks(topics).stream().anyMatch(tick -> tick >= before - GRACE);
              });
    }
  }

  @Test
  void goesByTheBrokersClockWhereThatOfItsMachineIsADayAhead() throws Exception {
    PipelineTopics topics = topics("ahead");
    prepare(topics);
    LongSupplier dayAhead = () -> System.currentTimeMillis() + Duration.ofDays(1).toMillis();
    try (LabelClock clock = new LabelClock(client, admin, topics, () -> true, dayAhead)) {
      long before = System.currentTimeMillis();
      awaitTicks(clock, topics, 3);
      assertThat(ticks(topics))
          .allMatch(tick -> tick <= System.currentTimeMillis() - GRACE)
          .last()
          .matches(tick -> tick >= before - GRACE);
    }
  }

  @Test
  void seesPartitionsThatASourceGetsWhileItRuns() throws Exception {
    PipelineTopics topics = topics("more");
    prepare(topics);
    try (LabelClock clock = clock(topics)) {
      awaitTicks(clock, topics, 2);
      admin
          .createPartitions(Map.of(topics.labels().name(), NewPartitions.increaseTo(2)))
          .all()
          .get();
      long sent = System.currentTimeMillis();
      try (var producer = writer(Map.of())) {
        producer
            .send(new ProducerRecord<>(topics.labels().name(), 1, sent, null, new byte[1]))
            .get();
      }
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                clock.round();
                return ticks(topics).contains(sent - GRACE);
              });
      for (int i = 0; i < 5; i++) clock.round();
      assertThat(ticks(topics)).last().isEqualTo(sent - GRACE);
    }
  }

  private static LabelClock clock(PipelineTopics topics) {
    return new LabelClock(client, admin, topics, () -> true);
  }

  /** What they told is in the clock topic when they are over. */
  private static void someRounds(PipelineTopics topics) {
    try (LabelClock clock = clock(topics)) {
      await()
          .atMost(PATIENCE)
          .during(Duration.ofMillis(500))
          .until(
              () -> {
                clock.round();
                return true;
              });
    }
  }

  private static void awaitTicks(LabelClock clock, PipelineTopics topics, int count) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              if (ticks(topics).size() < count) clock.round();
              return ticks(topics).size() >= count;
            });
  }

  private static PipelineTopics topics(String name) {
    Pipeline pipeline =
        PipelineFile.read(
            "test.yaml",
            """
            pipeline: NAME
            kind: classify
            partitions: 1
            events: {topic: NAME-events, format: json, id: id, time: {field: at, format: epoch_millis}}
            labels: {topic: NAME-labels, id: id, value: v, positive: 1, assume: negative, after: 7d}
            features:
              - {of: price, as: number}
              - {per: account, over: 1d, take: [count]}
            learner: {kind: logistic, update: ftrl, rate: 0.1, hash_bits: 12}
            decide: {threshold: 0.5}
            output: {scores: NAME-scores, alerts: NAME-alerts}
            """
                .replace("NAME", name),
            Map.of());
    return new PipelineTopics(pipeline);
  }

  /** With the repartitions, which Streams makes otherwise. */
  private static void prepare(PipelineTopics topics) throws Exception {
    new TopicAdmin(admin, Duration.ofMinutes(1)).prepare(topics, Keeping.DEFAULT);
    List<String> hops = new ArrayList<>(topics.eventPath().subList(1, topics.eventPath().size()));
    hops.add(topics.labelPath().get(1));
    admin
        .createTopics(
            hops.stream()
                .map(hop -> new NewTopic(hop, 1, (short) 1).configs(Map.of("retention.ms", "-1")))
                .toList())
        .all()
        .get();
  }

  private static void send(String topic, long at) throws Exception {
    try (var producer = writer(Map.of())) {
      producer.send(record(topic, at)).get();
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, long at) {
    return new ProducerRecord<>(topic, 0, at, null, new byte[1]);
  }

  private static KafkaProducer<byte[], byte[]> writer(Map<String, Object> further) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.putAll(further);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void commit(String group, String topic, long offset) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset));
    admin.alterConsumerGroupOffsets(group, offsets).all().get();
  }

  private static List<Long> ticks(PipelineTopics topics) {
    List<Long> ticks = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            ReaderSettings.over(client),
            topics.clock().keys().deserializer(),
            topics.clock().values().deserializer())) {
      List<TopicPartition> all = List.of(new TopicPartition(topics.clock().name(), 0));
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = Ends.of(client, all);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> ticks.add(record.value()));
      }
    }
    // The first of a clock asks the broker for the time.
    ticks.removeIf(tick -> tick == 0);
    return ticks;
  }
}
