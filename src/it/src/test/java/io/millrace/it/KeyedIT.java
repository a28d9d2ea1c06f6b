package io.millrace.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.accounting.Accounting;
import io.millrace.stream.accounting.Identity;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.parse.DeadLetter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag(Broker.ANY)
@DisplayName("A topic that is keyed by its first entity")
class KeyedIT {
  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final SimulatorSettings TEN_DAYS =
      SimulatorSettings.sized(6, LocalDate.parse("2018-04-01"), 10, 40, 400);
  private static Broker broker;

  @TempDir Path directory;
  private Pipeline pipeline;

  @BeforeAll
  static void start() {
    broker = Broker.start(Map.of());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /** A replay keys what it sends by the first entity. */
  @ParameterizedTest
  @EnumSource
  void isReadWithoutItsFirstHopAndWhatContradictsItIsADeadLetter(Guarantee guarantee)
      throws Exception {
    TransactionLines lines = TransactionLines.simulated(TEN_DAYS);
    Path events = lines.writeTo(directory.resolve("events.csv"));
    String name = guarantee.name().toLowerCase(Locale.ROOT);
    Map<String, String> keyed =
        Map.of("partitions", Integer.toString(PARTITIONS), "events.keyed_by", "customer_id");
    pipeline = Named.pipeline("keyed-" + name.replace('_', '-'), keyed);
    try (Instance instance =
        Instance.start(broker, pipeline, directory.resolve("state"), Map.of("guarantee", name))) {
      Feeding feeding = new Feeding(broker, pipeline, false);
      feeding.drain(feeding.freely(events, 0, (count, labels, clock, share) -> {}));
      Committed committed = new Committed(broker.bootstrap(), pipeline);
      assertThat(topics(feeding)).noneMatch(topic -> topic.contains("by-customer_id"));
      assertThat(keys(committed)).hasSize(lines.size());
      assertThat(instance.digest().examples()).isPositive();

      RecordMetadata wrongKey = send(feeding, 0, "8", event("wrong-1", "7"));
      int right = partitionOf(committed, "7");
      RecordMetadata wrongPlace =
          send(feeding, (right + 1) % PARTITIONS, "7", event("wrong-2", "7"));
      send(feeding, right, "7", event("right", "7"));
      await().atMost(PATIENCE).until(() -> keys(committed).contains("right"));
      await().atMost(PATIENCE).until(() -> letters(committed).size() == 2);
      assertThat(letters(committed))
          .containsExactlyInAnyOrder(
              "wrong_key at " + wrongKey.partition() + ":" + wrongKey.offset(),
              "wrong_partition at " + wrongPlace.partition() + ":" + wrongPlace.offset());
      assertThat(new TreeSet<>(keys(committed))).hasSize(lines.size() + 1);
      assertThat(Accounting.of(pipeline, guarantee, feeding.client(), topic -> {}).identities())
          .allMatch(Identity::holds);
    }
  }

  private static Set<String> topics(Feeding feeding) throws Exception {
    try (Admin admin = Admin.create(feeding.client())) {
      return admin.listTopics().names().get();
    }
  }

  /** Where the replay put the customer's events. */
  private static int partitionOf(Committed committed, String customer) {
    return committed.of(committed.topics().events()).stream()
        .filter(record -> customer.equals(new String(record.key(), UTF_8)))
        .map(ConsumerRecord::partition)
        .collect(Collectors.toSet())
        .iterator()
        .next();
  }

  private static List<String> keys(Committed committed) {
    return committed.of(committed.topics().scores()).stream().map(ConsumerRecord::key).toList();
  }

  private static List<String> letters(Committed committed) {
    return committed.of(committed.topics().dlq()).stream()
        .map(
            letter ->
                header(letter, DeadLetter.REASON)
                    + " at "
                    + header(letter, DeadLetter.PARTITION)
                    + ":"
                    + header(letter, DeadLetter.OFFSET))
        .toList();
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  private static byte[] event(String id, String customer) {
    return """
        {"transaction_id": "%s", "datetime": "2018-04-11T00:00:00Z", "customer_id": "%s",
         "terminal_id": "1", "amount": 12.5}"""
        .formatted(id, customer)
        .getBytes(UTF_8);
  }

  private RecordMetadata send(Feeding feeding, int partition, String key, byte[] value)
      throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            feeding.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      return producer
          .send(
              new ProducerRecord<>(
                  pipeline.events().topic(), partition, key.getBytes(UTF_8), value))
          .get();
    }
  }
}
