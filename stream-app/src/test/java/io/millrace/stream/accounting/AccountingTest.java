package io.millrace.stream.accounting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.event.Example;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.TestPipelines;
import io.millrace.stream.topic.Topic;
import io.millrace.stream.topic.TopicAdmin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The accounting")
class AccountingTest {
  private static final long DAY = 86_400_000;
  private static EmbeddedKafka broker;
  private static Map<String, Object> client;

  private Pipeline pipeline;
  private PipelineTopics topics;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
    client = Map.of("bootstrap.servers", broker.bootstrap());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void countsEveryTerm() {
    pipeline("whole");
    eventsInAndScored("a", "b", "c");
    send(topics.events(), "x", "a repeat");
    told(Outcome.DUPLICATE_EVENT, "a", false);
    send(topics.events(), "y", "not json");
    deadLetter(topics.events().name());
    learn("a", Outcome.LEARNT_FROM_LABEL);
    label("a");
    learn("b", Outcome.LEARNT_ASSUMED);
    label("a");
    told(Outcome.DUPLICATE, "a", false);
    label("b");
    told(Outcome.LATE, "b", false);
    label("nobody");
    told(Outcome.WAITING_EARLY, "nobody", false);
    label("forgotten");
    told(Outcome.WAITING_EARLY, "forgotten", false);
    told(Outcome.ORPHAN, "forgotten", true);
    send(topics.labels(), "z", "not json");
    deadLetter(topics.labels().name());

    Account account = Accounting.of(pipeline, Guarantee.EXACTLY_ONCE, client, topic -> {});
    assertThat(account.identities()).allMatch(Identity::holds);
    assertThat(account.recordsIn()).isEqualTo(5);
    assertThat(account.scored()).isEqualTo(3);
    assertThat(account.duplicateEvents()).isEqualTo(1);
    assertThat(account.dlq()).isEqualTo(1);
    assertThat(account.learntFromLabel()).isEqualTo(1);
    assertThat(account.learntAssumed()).isEqualTo(1);
    assertThat(account.pending()).isEqualTo(1);
    assertThat(account.labelsIn()).isEqualTo(6);
    assertThat(account.waitingEarly()).isEqualTo(1);
    assertThat(account.orphan()).isEqualTo(1);
    assertThat(account.late()).isEqualTo(1);
    assertThat(account.labelDlq()).isEqualTo(1);
  }

  @Test
  void findsAScoreThatWasLost() {
    pipeline("lost");
    eventsInAndScored("a", "b");
    send(topics.events(), "c", "never scored");
    assertThat(wrong()).containsExactly("records_in = scored + duplicate_events + dlq");
  }

  @Test
  void findsAScoreThatWasGivenTwice() {
    pipeline("twice");
    eventsInAndScored("a", "a");
    assertThat(wrong()).containsExactly("scored = distinct_ids + duplicate_scores");
  }

  @Test
  void findsAnExampleThatWasLearntTwice() {
    pipeline("relearnt");
    eventsInAndScored("a");
    label("a");
    learn("a", Outcome.LEARNT_FROM_LABEL);
    lesson("a");
    assertThat(wrong())
        .containsExactly(
            "examples = learnt_from_label + learnt_assumed", "examples = distinct_examples");
  }

  @Test
  void findsALabelThatWasLost() {
    pipeline("unjoined");
    eventsInAndScored("a");
    label("a");
    assertThat(wrong()).hasSize(2).anyMatch(says -> says.startsWith("labels_in = "));
  }

  @Test
  void findsAHorizonThatWasMissed() {
    pipeline("overdue");
    eventsInAndScored("a");
    for (int partition = 0; partition < pipeline.partitions(); partition++) {
      send(topics.outcomes(), null, new OutcomeEntry.ClockReached(8 * DAY, partition, 1));
    }
    assertThat(wrong())
        .containsExactly("pending = scored ids that no label names and no horizon has met");
  }

  private List<String> wrong() {
    return Accounting.of(pipeline, Guarantee.EXACTLY_ONCE, client, topic -> {})
        .identities()
        .stream()
        .filter(identity -> !identity.holds())
        .map(Identity::says)
        .toList();
  }

  private void pipeline(String name) {
    pipeline = TestPipelines.named(name);
    topics = new PipelineTopics(pipeline);
    try (Admin admin = Admin.create(client)) {
      new TopicAdmin(admin, Duration.ofMinutes(1)).prepare(topics, Keeping.DEFAULT);
    }
  }

  private void eventsInAndScored(String... ids) {
    for (String id : ids) {
      send(topics.events(), id, "{}");
      String score = "{\"event_id\": \"" + id + "\", \"version\": {\"generation\": 1}}";
      send(topics.scores(), id, score.getBytes(UTF_8));
      ScoredEvent event =
          new ScoredEvent(id, 0, new float[3], List.of(), new double[] {0.5}, 0.5, 0, List.of(), 0);
      send(topics.featureLog(), id, new ScoredRecord(event, new ModelVersion("log", 1, 0), 1));
    }
  }

  private void label(String id) {
    send(topics.labels(), id, "{\"id\": \"" + id + "\", \"value\": 1}");
  }

  private void learn(String id, Outcome outcome) {
    told(outcome, id, false);
    lesson(id);
  }

  private void lesson(String id) {
    Example example =
        new Example(id, 0, DAY, new float[3], true, false, 1, new double[] {0.5}, 0.5, 0, 0);
    send(topics.trainingLog(), id, new LogRecord.Lesson(example, 1));
  }

  private void told(Outcome outcome, String id, boolean wasEarly) {
    send(
        topics.outcomes(),
        id,
        new OutcomeEntry.Told(new OutcomeRecord(outcome, id, DAY, true, wasEarly), 0, 1));
  }

  private void deadLetter(String from) {
    send(
        topics.dlq(),
        null,
        "not json".getBytes(UTF_8),
        new RecordHeader("millrace-topic", from.getBytes(UTF_8)));
  }

  private static void send(Topic<byte[], byte[]> topic, String key, String value) {
    send(topic, key.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private static <K, V> void send(Topic<K, V> topic, K key, V value, RecordHeader... headers) {
    try (KafkaProducer<K, V> producer =
        new KafkaProducer<>(client, topic.keys().serializer(), topic.values().serializer())) {
      producer.send(
          new ProducerRecord<>(topic.name(), null, null, key, value, new RecordHeaders(headers)));
    }
  }
}
