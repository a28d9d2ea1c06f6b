package io.millrace.stream.training;

import io.millrace.stream.topic.ReaderSettings;
import io.millrace.stream.topic.Topic;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Plain clients: consumers that belong to no group and read only what is committed. */
final class Clients {
  private static final int TRANSACTION_MS = 20_000;

  private Clients() {}

  /** A consumer to be assigned its partition. */
  static <K, V> KafkaConsumer<K, V> reader(Map<String, Object> client, Topic<K, V> topic) {
    Map<String, Object> settings = ReaderSettings.over(client);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2000);
    return new KafkaConsumer<>(
        settings, topic.keys().deserializer(), topic.values().deserializer());
  }

  static <K, V> KafkaProducer<K, V> writer(
      Map<String, Object> client, Topic<K, V> topic, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.putAll(more);
    return new KafkaProducer<>(settings, topic.keys().serializer(), topic.values().serializer());
  }

  /**
   * A producer that writes by transactions under {@code id}; the newest of that id fences others.
   * Nothing is sent after its transaction may have been aborted (decision 21).
   */
  static <K, V> KafkaProducer<K, V> transactional(
      Map<String, Object> client, Topic<K, V> topic, String id) {
    return writer(
        client,
        topic,
        Map.of(
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            id,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            TRANSACTION_MS,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            TRANSACTION_MS * 4 / 5,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            TRANSACTION_MS * 2 / 5));
  }
}
