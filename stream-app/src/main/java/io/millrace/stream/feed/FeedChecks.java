package io.millrace.stream.feed;

import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ReaderSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What would silently spoil a replay of the past, found before its first event is sent. */
final class FeedChecks {
  private final PipelineTopics topics;
  private final Map<String, Object> clients;
  private final Admin admin;

  FeedChecks(PipelineTopics topics, Map<String, Object> clients, Admin admin) {
    this.topics = topics;
    this.clients = clients;
    this.admin = admin;
  }

  /** Everything worth a warning before events from this time on are fed. */
  List<String> warnings(long firstEvent) throws BrokerException {
    List<String> warnings = new ArrayList<>();
    clockAhead(firstEvent).ifPresent(warnings::add);
    for (String topic : List.of(topics.events().name(), topics.labels().name())) {
      deletes(topic, firstEvent).ifPresent(warnings::add);
    }
    return warnings;
  }

  private Optional<String> clockAhead(long firstEvent) throws BrokerException {
    return newestTick()
        .filter(tick -> tick > firstEvent)
        .map(
            tick ->
                "the label clock stands at "
                    + Instant.ofEpochMilli(tick)
                    + ", after the first event at "
                    + Instant.ofEpochMilli(firstEvent)
                    + ": events whose horizon it has passed are learnt without their labels. If it"
                    + " is the wall clock, start the service with --label-clock feeder on topics of"
                    + " their own");
  }

  private Optional<String> deletes(String topic, long firstEvent) throws BrokerException {
    Config config = config(topic);
    long retention = Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
    boolean created =
        "CreateTime".equals(config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value());
    boolean past = firstEvent < System.currentTimeMillis() - retention;
    return created && retention >= 0 && past
        ? Optional.of(
            "topic "
                + topic
                + " deletes records "
                + Duration.ofMillis(retention)
                + " old by their timestamp (retention.ms), and the first event is of "
                + Instant.ofEpochMilli(firstEvent)
                + ": records may be gone before they are read. Set retention.ms=-1 for the replay")
        : Optional.empty();
  }

  private Config config(String topic) throws BrokerException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      return admin.describeConfigs(List.of(resource)).all().get().get(resource);
    } catch (InterruptedException | ExecutionException e) {
      throw new BrokerException(
          "describing topic " + topic + "; is the service running on this pipeline?", e);
    }
  }

  private Optional<Long> newestTick() throws BrokerException {
    TopicPartition partition = new TopicPartition(topics.clock().name(), 0);
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            ReaderSettings.over(clients),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      if (consumer.partitionsFor(partition.topic()).isEmpty()) {
        throw new UnknownTopicOrPartitionException(partition.topic() + " does not exist");
      }
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      long start = consumer.beginningOffsets(List.of(partition)).get(partition);
      if (end == start) {
        return Optional.empty();
      }
      consumer.seek(partition, end - 1);
      Optional<Long> newest = Optional.empty();
      for (ConsumerRecord<byte[], byte[]> tick : consumer.poll(Duration.ofSeconds(5))) {
        newest =
            Optional.of(
                topics.clock().values().deserializer().deserialize(tick.topic(), tick.value()));
      }
      return newest;
    } catch (KafkaException e) {
      throw new BrokerException(
          "reading the label clock; is the service running on this pipeline?", e);
    }
  }
}
