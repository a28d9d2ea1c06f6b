package io.millrace.stream.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.stream.topic.ReaderSettings;
import io.millrace.stream.topic.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** The newest alerts of the alerts topic, as JSON. One thread's. */
final class AlertTail implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<String, byte[]> consumer;
  private final int keep;
  private final Deque<JsonNode> newest = new ArrayDeque<>();

  AlertTail(Topic<String, byte[]> alerts, Map<String, Object> client, int keep) {
    this.keep = keep;
    consumer =
        new KafkaConsumer<>(
            ReaderSettings.over(client),
            alerts.keys().deserializer(),
            alerts.values().deserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(alerts.name()).stream()
            .map(info -> new TopicPartition(alerts.name(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** The newest, last of all. */
  List<JsonNode> poll() {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ZERO)) {
      add(record.value());
    }
    return List.copyOf(newest);
  }

  private void add(byte[] alert) {
    try {
      newest.addLast(JSON.readTree(alert));
      if (newest.size() > keep) newest.removeFirst();
    } catch (IOException e) {
      throw new IllegalStateException("the alerts topic holds what is not JSON", e);
    }
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }
}
