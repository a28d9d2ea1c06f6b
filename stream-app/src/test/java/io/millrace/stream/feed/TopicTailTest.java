package io.millrace.stream.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The tail of a topic")
class TopicTailTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @RegisterExtension static final SharedBroker BROKER = new SharedBroker();
  private static Admin admin;

  @BeforeAll
  static void connect() {
    admin = BROKER.admin();
  }

  @AfterAll
  static void disconnect() {
    admin.close();
  }

  private static Topic<String, String> topic(String name, int partitions) throws Exception {
    BROKER.create(admin, name, partitions);
    return new Topic<>(name, Codecs.TEXT, Codecs.TEXT);
  }

  /**
   * In one transaction, value n to partition n modulo the partitions; returns when it can be read,
   * which is later than the commit: its markers reach the partitions one after the other.
   */
  private static void write(
      Topic<String, String> topic, int partitions, boolean commit, String... values) {
    Map<String, Object> settings = new HashMap<>(BROKER.client());
    settings.put("transactional.id", topic.name() + "-writer");
    try (var producer =
        new KafkaProducer<>(settings, topic.keys().serializer(), topic.values().serializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int i = 0; i < values.length; i++) {
        producer.send(new ProducerRecord<>(topic.name(), i % partitions, null, values[i]));
      }
      producer.flush();
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
    await().atMost(PATIENCE).until(() -> !hasOpenTransaction(topic.name()));
  }

  private static boolean hasOpenTransaction(String topic) throws Exception {
    Map<TopicPartition, Long> ends = new GroupProgress(admin, "none").ends(List.of(topic));
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    ends.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    ListOffsetsOptions committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    return admin.listOffsets(latest, committed).all().get().entrySet().stream()
        .anyMatch(stable -> stable.getValue().offset() < ends.get(stable.getKey()));
  }

  /** Polls until all that the topic holds now, markers too, has been passed. */
  private static List<String> readAll(TopicTail<String, String> tail, String topic)
      throws BrokerException {
    Map<TopicPartition, Long> ends = new GroupProgress(admin, "none").ends(List.of(topic));
    List<String> read = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!tail.at(ends) && System.nanoTime() < deadline) {
      tail.poll(Duration.ofMillis(20)).forEach(record -> read.add(record.value()));
    }
    assertThat(tail.at(ends)).isTrue();
    return read;
  }

  @Test
  void fromTheStartIsEverythingCommittedInAllPartitions() throws Exception {
    Topic<String, String> topic = topic("from-start", 2);
    write(topic, 2, true, "a", "b", "c");
    write(topic, 2, false, "never");
    try (var tail = new TopicTail<>(topic, BROKER.client(), true)) {
      assertThat(tail.partitions()).isEqualTo(2);
      assertThat(readAll(tail, "from-start")).containsExactlyInAnyOrder("a", "b", "c");
      write(topic, 2, true, "d");
      assertThat(readAll(tail, "from-start")).containsExactly("d");
    }
  }

  @Test
  void fromTheEndIsWhatComesAfterItWasOpened() throws Exception {
    Topic<String, String> topic = topic("from-end", 1);
    write(topic, 1, true, "before");
    try (var tail = new TopicTail<>(topic, BROKER.client(), false)) {
      write(topic, 1, true, "after");
      assertThat(readAll(tail, "from-end")).containsExactly("after");
    }
  }

  @Test
  void isNotAtTheEndWhileATransactionIsOpen() throws Exception {
    Topic<String, String> topic = topic("open", 1);
    Map<String, Object> settings = new HashMap<>(BROKER.client());
    settings.put("transactional.id", "open-writer");
    try (var producer =
            new KafkaProducer<>(settings, topic.keys().serializer(), topic.values().serializer());
        var tail = new TopicTail<>(topic, BROKER.client(), true)) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("open", 0, null, "pending")).get();
      Map<TopicPartition, Long> end = new GroupProgress(admin, "none").ends(List.of("open"));
      assertThat(tail.poll(Duration.ofMillis(100))).isEmpty();
      assertThat(tail.at(end)).isFalse();
      producer.commitTransaction();
      assertThat(readAll(tail, "open")).containsExactly("pending");
      assertThat(tail.at(end)).isTrue();
    }
  }

  @Test
  void ofATopicThatDoesNotExistIsRefused() {
    Topic<String, String> nowhere = new Topic<>("nowhere", Codecs.TEXT, Codecs.TEXT);
    assertThatThrownBy(() -> new TopicTail<>(nowhere, BROKER.client(), true))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("reading topic nowhere; is the service running on this pipeline?");
  }
}
