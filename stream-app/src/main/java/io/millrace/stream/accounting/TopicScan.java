package io.millrace.stream.accounting;

import io.millrace.stream.topic.Ends;
import io.millrace.stream.topic.ReaderSettings;
import io.millrace.stream.topic.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Shows every committed record that a topic holds, from its beginning to its end as it is now. What
 * is in a transaction that is not decided yet is waited for.
 */
final class TopicScan {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<String, Object> client;
  private final Map<String, Object> settings;

  /**
   * @param client settings of every Kafka client
   */
  TopicScan(Map<String, Object> client) {
    this.client = client;
    settings = ReaderSettings.over(client);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
  }

  /**
   * @throws IllegalStateException if the broker gives nothing for a minute
   */
  <K, V> void read(Topic<K, V> topic, Consumer<ConsumerRecord<K, V>> record) {
    try (KafkaConsumer<K, V> consumer =
        new KafkaConsumer<>(settings, topic.keys().deserializer(), topic.values().deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(topic.name(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = Ends.of(client, partitions);
      read(consumer, ends, record);
    }
  }

  private static <K, V> void read(
      KafkaConsumer<K, V> consumer,
      Map<TopicPartition, Long> ends,
      Consumer<ConsumerRecord<K, V>> record) {
    Map<TopicPartition, Long> left = new HashMap<>(ends);
    left.values().removeIf(end -> end == 0);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long read = -1;
    while (!left.isEmpty()) {
      left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      ConsumerRecords<K, V> records =
          left.isEmpty() ? ConsumerRecords.empty() : consumer.poll(POLL);
      for (ConsumerRecord<K, V> one : records) {
        TopicPartition partition = new TopicPartition(one.topic(), one.partition());
        if (one.offset() < ends.get(partition)) record.accept(one);
      }
      long now = left.keySet().stream().mapToLong(consumer::position).sum();
      if (now != read) {
        read = now;
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            left.keySet()
                + " gave nothing for "
                + PATIENCE.toSeconds()
                + " s, expected records up to "
                + left.values()
                + "; are all brokers up, or has a writer died within a transaction?");
      }
    }
  }
}
