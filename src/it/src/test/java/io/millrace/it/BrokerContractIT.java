package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.stream.topic.ReaderSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("What the service relies on in a broker")
@ParameterizedClass(name = "{0}")
@EnumSource(Broker.Kind.class)
class BrokerContractIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static Broker broker;

  @Parameter Broker.Kind kind;

  /**
   * By the first test, not before all: a broker that cannot be had then shows as tests skipped,
   * with the reason.
   */
  @BeforeEach
  void start() {
    if (broker != null) return;
    long began = System.nanoTime();
    broker = kind.start(Map.of());
    System.err.printf("%s broker: started in %.2f s%n", kind, (System.nanoTime() - began) / 1e9);
  }

  @AfterParameterizedClassInvocation
  static void close() {
    if (broker != null) broker.close();
    broker = null;
  }

  @Test
  void whatIsWrittenIsReadInOrder() throws Exception {
    createTopic("plain", Map.of());
    try (KafkaProducer<String, String> producer = producer(Map.of())) {
      for (int i = 0; i < 100; i++)
        producer.send(new ProducerRecord<>("plain", "key", "value-" + i));
    }
    List<String> values = read("plain", 100);
    assertThat(values).hasSize(100);
    assertThat(values.get(0)).isEqualTo("value-0");
    assertThat(values.get(99)).isEqualTo("value-99");
  }

  @Test
  void anAbortedTransactionIsNeverReadCommitted() throws Exception {
    createTopic("transactional", Map.of());
    try (KafkaProducer<String, String> producer =
        producer(Map.of("transactional.id", "one-writer"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("transactional", "aborted"));
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("transactional", "committed"));
      producer.commitTransaction();
    }
    assertThat(read("transactional", 1)).containsExactly("committed");
  }

  @Test
  void aProducerThatReturnsFencesItsFormerSelf() throws Exception {
    createTopic("fenced", Map.of());
    try (KafkaProducer<String, String> former = producer(Map.of("transactional.id", "two-lives"));
        KafkaProducer<String, String> returned =
            producer(Map.of("transactional.id", "two-lives"))) {
      former.initTransactions();
      former.beginTransaction();
      former.send(new ProducerRecord<>("fenced", "lost"));
      former.flush();
      returned.initTransactions();
      assertThatThrownBy(former::commitTransaction).isInstanceOf(ProducerFencedException.class);
      returned.beginTransaction();
      returned.send(new ProducerRecord<>("fenced", "kept"));
      returned.commitTransaction();
    }
    assertThat(read("fenced", 1)).containsExactly("kept");
  }

  @Test
  void aDeadProducersTransactionHoldsReadersUpOnlyForItsTimeout() throws Exception {
    createTopic("abandoned", Map.of());
    KafkaProducer<String, String> dead =
        producer(Map.of("transactional.id", "dead", "transaction.timeout.ms", 1000));
    dead.initTransactions();
    dead.beginTransaction();
    dead.send(new ProducerRecord<>("abandoned", "never committed"));
    dead.flush();
    try (KafkaProducer<String, String> alive = producer(Map.of())) {
      alive.send(new ProducerRecord<>("abandoned", "after it"));
    }
    assertThat(read("abandoned", 1)).containsExactly("after it");
    dead.close(Duration.ZERO);
  }

  @Test
  void timestampsFarAheadAreTakenOnlyWhereTheTopicAllowsThem() throws Exception {
    long aYearAhead = Instant.now().plus(Duration.ofDays(365)).toEpochMilli();
    createTopic("strict", Map.of());
    createTopic("lenient", Map.of("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)));
    try (KafkaProducer<String, String> producer = producer(Map.of())) {
      assertThatThrownBy(() -> producer.send(stamped("strict", aYearAhead)).get())
          .hasCauseInstanceOf(InvalidTimestampException.class);
      producer.send(stamped("lenient", aYearAhead)).get();
    }
    assertThat(read("lenient", 1)).containsExactly("stamped");
  }

  @Test
  void aTopicsSettingsAreThoseItWasCreatedWith() throws Exception {
    Map<String, String> settings =
        Map.of(
            "cleanup.policy", "compact",
            "retention.ms", "-1",
            "max.message.bytes", "12000000",
            "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
    createTopic("configured", settings);
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "configured");
    try (Admin admin = admin()) {
      // The controller has made it; the broker may hear of it a moment later.
      Config config =
          await()
              .atMost(PATIENCE)
              .ignoreExceptions()
              .until(
                  () -> admin.describeConfigs(List.of(resource)).all().get().get(resource),
                  Objects::nonNull);
      settings.forEach(
          (name, value) -> assertThat(config.get(name).value()).as(name).isEqualTo(value));
    }
  }

  private static ProducerRecord<String, String> stamped(String topic, long timestamp) {
    return new ProducerRecord<>(topic, null, timestamp, null, "stamped");
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  private static void createTopic(String name, Map<String, String> settings) throws Exception {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(settings))).all().get();
    }
  }

  private static KafkaProducer<String, String> producer(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("bootstrap.servers", broker.bootstrap());
    return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
  }

  /**
   * The first {@code count} committed values of the topic's one partition, fewer after {@link
   * #PATIENCE}.
   */
  private static List<String> read(String topic, int count) {
    Map<String, Object> settings =
        ReaderSettings.over(Map.of("bootstrap.servers", broker.bootstrap()));
    List<String> values = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (values.size() < count && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }
}
