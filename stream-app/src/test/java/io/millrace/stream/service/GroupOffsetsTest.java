package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a group has not read")
class GroupOffsetsTest {
  private static final long NOON = 1_532_520_000_000L;
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
  void isEverythingWhileItHasCommittedNothing() throws Exception {
    assertThat(unread("fresh", List.of(NOON, NOON + 5), List.of(NOON + 3), null, null))
        .containsExactlyInAnyOrder(NOON, NOON + 3);
  }

  @Test
  void beginsBehindWhatItHasCommittedInEachPartition() throws Exception {
    assertThat(unread("behind", List.of(NOON, NOON + 5), List.of(NOON + 3), 1L, 1L))
        .containsExactly(NOON + 5);
  }

  @Test
  void isNothingWhereOnlyTransactionMarkersAreLeft() throws Exception {
    assertThat(unread("done", List.of(NOON, NOON + 5), List.of(NOON + 3), 2L, 1L)).isEmpty();
  }

  @Test
  void isUnknownWhereATransactionIsOpen() throws Exception {
    admin.createTopics(List.of(new NewTopic("open", 1, (short) 1))).all().get();
    try (var producer = writer("open");
        GroupOffsets offsets = new GroupOffsets(client, admin, "open-group")) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("open", 0, NOON, null, "x")).get();
      assertThat(offsets.unread(offsets.ends("open", 1, IsolationLevel.READ_UNCOMMITTED)))
          .containsExactly(GroupOffsets.UNKNOWN);
      producer.abortTransaction();
    }
  }

  /** Writes the records in one transaction, commits for the group, and asks. */
  private static List<Long> unread(
      String name, List<Long> first, List<Long> second, Long readOfFirst, Long readOfSecond)
      throws Exception {
    admin.createTopics(List.of(new NewTopic(name, 2, (short) 1))).all().get();
    try (var producer = writer(name)) {
      producer.initTransactions();
      producer.beginTransaction();
      first.forEach(at -> producer.send(new ProducerRecord<>(name, 0, at, null, "x")));
      second.forEach(at -> producer.send(new ProducerRecord<>(name, 1, at, null, "x")));
      producer.commitTransaction();
    }
    awaitMarkers(name);
    commit(name, 0, readOfFirst);
    commit(name, 1, readOfSecond);
    try (GroupOffsets offsets = new GroupOffsets(client, admin, name + "-group")) {
      return offsets.unread(offsets.ends(name, 2, IsolationLevel.READ_UNCOMMITTED));
    }
  }

  /** A commit has succeeded before its markers are there. */
  private static void awaitMarkers(String topic) throws Exception {
    try (GroupOffsets offsets = new GroupOffsets(client, admin, "nobody")) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  offsets
                      .ends(topic, 2, IsolationLevel.READ_COMMITTED)
                      .equals(offsets.ends(topic, 2, IsolationLevel.READ_UNCOMMITTED)));
    }
  }

  private static KafkaProducer<String, String> writer(String name) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            broker.bootstrap(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            name + "-writer");
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private static void commit(String name, int partition, Long offset) throws Exception {
    if (offset == null) return;
    var offsets =
        Map.of(new TopicPartition(name, partition), new OffsetAndMetadata(offset.longValue()));
    admin.alterConsumerGroupOffsets(name + "-group", offsets).all().get();
  }
}
