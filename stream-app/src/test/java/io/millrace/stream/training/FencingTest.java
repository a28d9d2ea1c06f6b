package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.stream.topic.LogRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An instance whose transaction was ended looks again")
class FencingTest {
  private static EmbeddedKafka broker;

  @BeforeAll
  static void start() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void whereAnotherHasItsId() throws Exception {
    try (Classroom classroom = new Classroom(broker, "taken");
        KafkaProducer<String, LogRecord> first = producer(classroom, 20_000);
        KafkaProducer<String, LogRecord> second = producer(classroom, 20_000)) {
      first.initTransactions();
      send(classroom, first);
      second.initTransactions();
      assertThatThrownBy(first::commitTransaction).matches(Fencing::is);
    }
  }

  /** As between another's wish for the id and its having it; here the broker's patience ends it. */
  @Test
  void whereNobodyHasItsIdYet() throws Exception {
    try (Classroom classroom = new Classroom(broker, "aborted");
        KafkaProducer<String, LogRecord> first = producer(classroom, 500)) {
      first.initTransactions();
      send(classroom, first);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> state(classroom) == TransactionState.COMPLETE_ABORT);
      KafkaException refused = catchThrowableOfType(KafkaException.class, first::commitTransaction);
      assertThat(refused).isInstanceOf(InvalidTxnStateException.class).matches(Fencing::is);
      assertThat(new TrainingLog(classroom.client, classroom.topics).isEmpty()).isTrue();
    }
  }

  /** What a commit throws that the broker answers by an unexpected error. */
  @Test
  void whereTheBrokerTripsOverItsOwnState() {
    KafkaException unexpected =
        new KafkaException(
            "Unhandled error in EndTxnResponse: The server experienced an unexpected error when"
                + " processing the request.");
    assertThat(unexpected).matches(Fencing::is);
    assertThat(new KafkaException("the producer is in an error state", unexpected))
        .matches(Fencing::is);
  }

  @Test
  void butNotWhereLookingAgainWouldNotHelp() {
    KafkaException mayNot = new KafkaException(new TopicAuthorizationException("not allowed"));
    assertThatThrownBy(() -> Fencing.accept(mayNot, "log")).isSameAs(mayNot);
    assertThat(new TimeoutException("no broker")).matches(failure -> !Fencing.is(failure));
  }

  private static KafkaProducer<String, LogRecord> producer(Classroom classroom, int timeoutMs) {
    return Clients.writer(
        classroom.client,
        classroom.topics.trainingLog(),
        Map.of(
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            classroom.topics.configureTransaction(),
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            timeoutMs));
  }

  private static void send(Classroom classroom, KafkaProducer<String, LogRecord> producer)
      throws ExecutionException, InterruptedException {
    LogRecord record = TrainingLog.expected(classroom.topics.pipeline());
    producer.beginTransaction();
    producer
        .send(new ProducerRecord<>(classroom.topics.trainingLog().name(), 0, null, record))
        .get();
  }

  private static TransactionState state(Classroom classroom)
      throws ExecutionException, InterruptedException {
    String id = classroom.topics.configureTransaction();
    try (Admin admin = Admin.create(classroom.client)) {
      return admin.describeTransactions(List.of(id)).description(id).get().state();
    }
  }
}
