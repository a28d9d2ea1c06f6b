package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.service.HangingTransactions.Open;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A transaction that a partition holds open")
class HangingTransactionsTest {
  private static final TopicPartition HERE = new TopicPartition("a-changelog", 0);
  private static final TopicPartition ELSEWHERE = new TopicPartition("a-changelog", 1);
  private static final Open OPEN = new Open(HERE, 3, 75, 0, 82);

  private static TransactionDescription coordinator(
      TransactionState state, int epoch, TopicPartition... partitions) {
    return new TransactionDescription(
        1, state, 3, epoch, 10_000, OptionalLong.empty(), Set.of(partitions));
  }

  @Test
  void hangsIfItsCoordinatorIsPastIt() {
    assertThat(HangingTransactions.hangs(OPEN, coordinator(TransactionState.EMPTY, 78))).isTrue();
    assertThat(
            HangingTransactions.hangs(OPEN, coordinator(TransactionState.ONGOING, 76, ELSEWHERE)))
        .isTrue();
  }

  @Test
  void isUnderWayWhileItsCoordinatorHasIt() {
    assertThat(HangingTransactions.hangs(OPEN, coordinator(TransactionState.ONGOING, 75, HERE)))
        .isFalse();
  }

  @Test
  void isBeingEndedWhileItsCoordinatorNamesThePartition() {
    assertThat(
            HangingTransactions.hangs(OPEN, coordinator(TransactionState.PREPARE_ABORT, 76, HERE)))
        .isFalse();
  }

  @Test
  void isToldAndLeftAloneWhereItIsAnothersInATopicThatWeRead() throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
        Observability observability = new Observability();
        var transactions =
            new HangingTransactions(
                "fraud",
                List.of("fraud-g1"),
                Set.of("payments"),
                admin,
                observability.pipeline("fraud"));
        var shop = producer(broker, "shop")) {
      admin.createTopics(List.of(new NewTopic("payments", 1, (short) 1))).all().get();
      shop.initTransactions();
      shop.beginTransaction();
      shop.send(new ProducerRecord<>("payments", "p1", "99")).get();
      for (int look = 0; look < 3; look++) transactions.round();
      assertThat(observability.scrape())
          .containsPattern("millrace_open_transaction_seconds\\{pipeline=\"fraud\"} (?!0\\.0\\n)")
          .contains("millrace_hanging_transactions_total{pipeline=\"fraud\",result=\"ended\"} 0.0");
      shop.commitTransaction();
    }
  }

  private static KafkaProducer<String, String> producer(EmbeddedKafka broker, String id) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker.bootstrap(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            id),
        new StringSerializer(),
        new StringSerializer());
  }

  /** Its first record may reach the coordinator's books only now. */
  @Test
  void isLeftAloneWhileItsProducerIsTheCoordinators() {
    assertThat(HangingTransactions.hangs(OPEN, coordinator(TransactionState.EMPTY, 75))).isFalse();
  }
}
