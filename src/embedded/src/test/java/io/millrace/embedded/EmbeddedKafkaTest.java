package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The embedded broker")
class EmbeddedKafkaTest {
  private static EmbeddedKafka broker;

  @BeforeAll
  static void start() {
    long began = System.nanoTime();
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
    System.err.printf(
        "embedded broker: first start took %.2f s%n", (System.nanoTime() - began) / 1e9);
  }

  @AfterAll
  static void close() {
    broker.close();
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Records.createTopic(broker.bootstrap(), "plain", Map.of());
    try (KafkaProducer<String, String> producer = Records.producer(broker.bootstrap(), Map.of())) {
      Records.send(producer, "plain", "one", "two");
    }
    assertThat(Records.read(broker.bootstrap(), "plain", "readers", 2))
        .containsExactly("one", "two");
  }

  @Test
  void anAbortedTransactionIsNotReadAndACommittedOneIs() throws Exception {
    Records.createTopic(broker.bootstrap(), "transactional", Map.of());
    try (KafkaProducer<String, String> producer =
        Records.producer(broker.bootstrap(), Map.of("transactional.id", "writer"))) {
      producer.initTransactions();
      producer.beginTransaction();
      Records.send(producer, "transactional", "aborted");
      producer.abortTransaction();
      producer.beginTransaction();
      Records.send(producer, "transactional", "committed");
      producer.commitTransaction();
    }
    assertThat(Records.read(broker.bootstrap(), "transactional", "auditors", 1))
        .containsExactly("committed");
  }

  @Test
  void aTopicMayTakeLargerMessagesThanTheBrokersDefault() throws Exception {
    Records.createTopic(broker.bootstrap(), "large", Map.of("max.message.bytes", "12000000"));
    String tenMegabytes = "x".repeat(10_000_000);
    try (KafkaProducer<String, String> producer =
        Records.producer(broker.bootstrap(), Map.of("max.request.size", 12_000_000))) {
      Records.send(producer, "large", tenMegabytes);
    }
    assertThat(Records.read(broker.bootstrap(), "large", "readers-of-large", 1))
        .containsExactly(tenMegabytes);
  }

  @Test
  void noTopicComesIntoBeingByItself() {
    try (KafkaProducer<String, String> producer =
        Records.producer(broker.bootstrap(), Map.of("max.block.ms", 500))) {
      assertThatThrownBy(() -> Records.send(producer, "never-created", "lost"))
          .isInstanceOfAny(ExecutionException.class, TimeoutException.class)
          .hasMessageContaining("never-created");
    }
  }

  @Test
  void aRestartKeepsDataAndPort() throws Exception {
    try (EmbeddedKafka other = EmbeddedKafka.start(EmbeddedKafka.Options.temporary())) {
      String bootstrap = other.bootstrap();
      Records.createTopic(bootstrap, "kept", Map.of());
      try (KafkaProducer<String, String> producer = Records.producer(bootstrap, Map.of())) {
        Records.send(producer, "kept", "before");
        other.stop();
        other.start();
        Records.send(producer, "kept", "after");
      }
      assertThat(other.bootstrap()).isEqualTo(bootstrap);
      assertThat(Records.read(bootstrap, "kept", "readers", 2))
          .isEqualTo(List.of("before", "after"));
    }
  }

  @Test
  void aGivenDirectoryOutlivesItsBrokerAndServesTheNext(@TempDir Path directory) throws Exception {
    String first;
    try (EmbeddedKafka broker = EmbeddedKafka.start(EmbeddedKafka.Options.in(directory))) {
      first = broker.bootstrap();
      Records.createTopic(first, "kept", Map.of());
      try (KafkaProducer<String, String> producer = Records.producer(first, Map.of())) {
        Records.send(producer, "kept", "value");
      }
    }
    try (EmbeddedKafka broker = EmbeddedKafka.start(EmbeddedKafka.Options.in(directory))) {
      assertThat(broker.bootstrap()).isEqualTo(first);
      assertThat(Records.read(first, "kept", "readers", 1)).containsExactly("value");
    }
  }

  @Test
  void aTemporaryDirectoryIsGoneAfterwards() {
    EmbeddedKafka broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
    Path directory = broker.directory();
    assertThat(directory).isDirectory();
    broker.close();
    assertThat(directory).doesNotExist();
  }

  @Test
  void aPortOutOfRangeIsRefusedWithTheRange() {
    assertThatThrownBy(() -> EmbeddedKafka.Options.temporary().onPort(70_000))
        .hasMessage("port = 70000, expected 0 (any free one) to 65535");
  }
}
