package io.millrace.stream.feed;

import io.millrace.stream.topic.ReaderSettings;
import io.millrace.stream.topic.Topic;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Reads all partitions of a topic, committed records only, without a group. */
final class TopicTail<K, V> implements Closeable {
  private final Consumer<K, V> consumer;
  private final List<TopicPartition> partitions;

  /**
   * @param fromStart whether from the beginning, else from the end
   */
  TopicTail(Topic<K, V> topic, Map<String, Object> clients, boolean fromStart)
      throws BrokerException {
    consumer =
        new KafkaConsumer<>(
            ReaderSettings.over(clients),
            topic.keys().deserializer(),
            topic.values().deserializer());
    try {
      partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(topic.name(), info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new UnknownTopicOrPartitionException("it does not exist");
      }
      consumer.assign(partitions);
      if (fromStart) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
      }
    } catch (KafkaException e) {
      consumer.close();
      throw new BrokerException(
          "reading topic " + topic.name() + "; is the service running on this pipeline?", e);
    }
  }

  int partitions() {
    return partitions.size();
  }

  ConsumerRecords<K, V> poll(Duration wait) throws BrokerException {
    try {
      return consumer.poll(wait);
    } catch (KafkaException e) {
      throw new BrokerException("reading " + partitions, e);
    }
  }

  /** Whether everything before these offsets has been polled; markers count once passed. */
  boolean at(Map<TopicPartition, Long> ends) throws BrokerException {
    try {
      return ends.entrySet().stream()
          .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    } catch (KafkaException e) {
      throw new BrokerException("reading the positions in " + partitions, e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
