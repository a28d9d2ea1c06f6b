package io.millrace.stream.feed;

import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One broker for all test classes of this package; it stops when the last of them has run. */
final class SharedBroker implements BeforeAllCallback {
  private EmbeddedKafka broker;

  @Override
  public void beforeAll(ExtensionContext context) {
    broker =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(SharedBroker.class))
            .getOrComputeIfAbsent(
                "broker",
                key -> EmbeddedKafka.start(EmbeddedKafka.Options.temporary()),
                EmbeddedKafka.class);
  }

  Map<String, Object> client() {
    return Map.of("bootstrap.servers", broker.bootstrap());
  }

  Admin admin() {
    return Admin.create(client());
  }

  void create(Admin admin, String topic, int partitions) throws Exception {
    create(admin, topic, partitions, Map.of());
  }

  void create(Admin admin, String topic, int partitions, Map<String, String> settings)
      throws Exception {
    NewTopic created = new NewTopic(topic, partitions, (short) 1).configs(settings);
    admin.createTopics(List.of(created)).all().get();
    // The controller has made it; the broker may hear of it a moment later.
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    await()
        .atMost(Duration.ofMinutes(1))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .ignoreExceptions()
        .until(
            () ->
                admin
                        .describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .get(topic)
                        .partitions()
                        .stream()
                        .allMatch(partition -> partition.leader() != null)
                    && admin.describeConfigs(List.of(resource)).all().get() != null);
  }

  /** Writes so many records of one byte each. */
  void fill(String topic, int partition, int records) {
    try (var producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      IntStream.range(0, records)
          .forEach(i -> producer.send(new ProducerRecord<>(topic, partition, null, new byte[1])));
    }
  }

  void commit(Admin admin, String group, String topic, int partition, long offset)
      throws Exception {
    var offsets = Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(offset));
    admin.alterConsumerGroupOffsets(group, offsets).all().get();
  }

  /** Commits for the group all that a partition holds, as a service does that has read it. */
  void commitEnd(Admin admin, String group, String topic, int partition)
      throws ExecutionException, InterruptedException {
    TopicPartition place = new TopicPartition(topic, partition);
    long end =
        admin.listOffsets(Map.of(place, OffsetSpec.latest())).partitionResult(place).get().offset();
    admin.alterConsumerGroupOffsets(group, Map.of(place, new OffsetAndMetadata(end))).all().get();
  }
}
