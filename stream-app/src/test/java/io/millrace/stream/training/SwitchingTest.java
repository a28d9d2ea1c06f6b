package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.topic.TopicAdmin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A switch")
class SwitchingTest {
  private static final long MOST_BEHIND = 10_000;
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
  void isRefusedToAGenerationThatReadsItsEventsElsewhere() throws Exception {
    serves(topics("moved", 1, "moved-old"));
    PipelineTopics next = topics("moved", 2, "moved-new");
    prepare(next);
    try (Switching switching = new Switching(client, next)) {
      assertThat(switching.standing().refusal(MOST_BEHIND).orElseThrow())
          .startsWith("generation 1 reads [moved-old] and generation 2 does not");
    }
  }

  /** The same before there is anything of it, so that nobody builds it for days in vain. */
  @Test
  void isRefusedBeforeTheGenerationThatReadsItsEventsElsewhereIsBuilt() throws Exception {
    serves(topics("planned", 1, "planned-old"));
    try (Switching switching = new Switching(client, topics("planned", 2, "planned-new"))) {
      assertThat(switching.prospect(2).refusal().orElseThrow())
          .startsWith("generation 1 reads [planned-old] and generation 2 does not");
    }
    try (Switching switching = new Switching(client, topics("planned", 2, "planned-old"))) {
      assertThat(switching.prospect(2).refusal()).isEmpty();
    }
  }

  /**
   * Its applications have other names, so neither what it has read nor who runs it would be seen.
   */
  @Test
  void isRefusedToAGenerationOfAnotherKind() throws Exception {
    serves(topics("turned", 1, "turned-events"));
    LogTopics next =
        new RecommendTopics(
            RecommendFile.read(
                Path.of("recommendations.yaml"),
                Map.of(
                    "pipeline", "turned", "generation", "2", "activity.topic", "turned-events")));
    try (Switching switching = new Switching(client, next)) {
      assertThat(switching.prospect(2).refusal().orElseThrow())
          .startsWith(
              "generation 1 runs as [turned-g1-learning, turned-g1-scoring] and generation 2 is of"
                  + " another kind");
    }
  }

  @Test
  void isMadeToAGenerationThatReadsTheSameEvents() throws Exception {
    serves(topics("stayed", 1, "stayed-events"));
    PipelineTopics next = topics("stayed", 2, "stayed-events");
    prepare(next);
    try (Switching switching = new Switching(client, next)) {
      assertThat(switching.standing().refusal(MOST_BEHIND)).isEmpty();
    }
  }

  @Test
  void isRefusedToAGenerationThatHasReadWhatItHasNotLearnt() throws Exception {
    serves(topics("untaught", 1, "untaught-events"));
    PipelineTopics next = topics("untaught", 2, "untaught-events");
    prepare(next);
    commit(next.scoringApplication(), next.events().name());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(next.labels().name(), 0, null, new byte[0])).get();
      producer.send(new ProducerRecord<>(next.featureLog().name(), 0, null, new byte[0])).get();
    }
    try (Switching switching = new Switching(client, next)) {
      assertThat(switching.standing().nextUnlearnt()).isEqualTo(2);
      assertThat(switching.standing().refusal(1).orElseThrow())
          .startsWith("generation 2 has 2 records before it that it has not learnt from yet");
      assertThat(switching.standing().refusal(2)).isEmpty();
    }
  }

  /** It took the sources and has committed of its events, its labels and a topic of its own. */
  private static void serves(PipelineTopics topics) throws Exception {
    prepare(topics);
    assertThat(Generations.join(client, topics).serving()).isEqualTo(1);
    OffsetAndMetadata start = new OffsetAndMetadata(0);
    Map<TopicPartition, OffsetAndMetadata> scoring =
        Map.of(
            new TopicPartition(topics.events().name(), 0), start,
            new TopicPartition(topics.featureLog().name(), 0), start);
    admin.alterConsumerGroupOffsets(topics.scoringApplication(), scoring).all().get();
    commit(topics.learningApplication(), topics.labels().name());
  }

  private static void commit(String group, String topic) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> start =
        Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(0));
    admin.alterConsumerGroupOffsets(group, start).all().get();
  }

  private static void prepare(PipelineTopics topics) {
    new TopicAdmin(admin, Duration.ofMinutes(1)).prepare(topics, Keeping.DEFAULT);
  }

  private static PipelineTopics topics(String name, int generation, String events) {
    return new PipelineTopics(
        PipelineFile.read(
            "test.yaml",
            """
            pipeline: NAME
            kind: classify
            partitions: 1
            events: {topic: EVENTS, format: json, id: id, time: {field: at, format: epoch_millis}}
            labels: {topic: NAME-labels, id: id, value: v, positive: 1, assume: negative, after: 7d}
            features:
              - {of: price, as: number}
              - {per: account, over: 1d, take: [count]}
            learner: {kind: logistic, update: ftrl, rate: 0.1, hash_bits: 12}
            decide: {threshold: 0.5}
            output: {scores: NAME-scores, alerts: NAME-alerts}
            """
                .replace("NAME", name)
                .replace("EVENTS", events),
            Map.of("generation", Integer.toString(generation))));
  }
}
