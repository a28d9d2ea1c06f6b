package io.millrace.it;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.Replica;
import io.millrace.stream.topic.Ends;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ReaderSettings;
import io.millrace.stream.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What read_committed readers find in a pipeline's topics, from their beginning to their end. What
 * is in a transaction that is not decided yet is waited for.
 */
record Committed(String bootstrap, Pipeline pipeline) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  PipelineTopics topics() {
    return new PipelineTopics(pipeline);
  }

  /** All committed records of a topic, in the order of each partition. */
  <K, V> List<ConsumerRecord<K, V>> of(Topic<K, V> topic) {
    List<ConsumerRecord<K, V>> records = new ArrayList<>();
    each(topic, records::add);
    return records;
  }

  /** The same of a topic of any pipeline. */
  static <K, V> List<ConsumerRecord<K, V>> read(String bootstrap, Topic<K, V> topic) {
    List<ConsumerRecord<K, V>> records = new ArrayList<>();
    each(bootstrap, topic, records::add);
    return records;
  }

  /** The same, one by one. */
  <K, V> void each(Topic<K, V> topic, Consumer<ConsumerRecord<K, V>> reader) {
    each(bootstrap, topic, reader);
  }

  /** The same of a topic of any pipeline. */
  static <K, V> void each(
      String bootstrap, Topic<K, V> topic, Consumer<ConsumerRecord<K, V>> reader) {
    Map<String, Object> settings = ReaderSettings.over(Map.of("bootstrap.servers", bootstrap));
    try (KafkaConsumer<K, V> consumer =
        new KafkaConsumer<>(settings, topic.keys().deserializer(), topic.values().deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(partition -> new TopicPartition(topic.name(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      readTo(Ends.of(settings, partitions), consumer, reader);
    }
  }

  private static <K, V> void readTo(
      Map<TopicPartition, Long> ends,
      KafkaConsumer<K, V> consumer,
      Consumer<ConsumerRecord<K, V>> reader) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no record before the end of " + ends + " within " + PATIENCE);
      }
      ConsumerRecords<K, V> records = consumer.poll(Duration.ofMillis(200));
      records.forEach(reader);
      if (!records.isEmpty()) deadline = System.nanoTime() + PATIENCE.toNanos();
    }
  }

  /** The examples of the training log, in its order. */
  List<LogRecord.Lesson> lessons() {
    List<LogRecord.Lesson> lessons = new ArrayList<>();
    for (ConsumerRecord<String, LogRecord> record : of(topics().trainingLog())) {
      if (record.value() instanceof LogRecord.Lesson lesson) lessons.add(lesson);
    }
    return lessons;
  }

  /** The digest, in hexadecimal, of a fresh replica that read the training log from offset 0. */
  String digestOfFreshReplica() {
    Replica replica = Replica.of(pipeline);
    lessons().forEach(lesson -> replica.learn(lesson.example()));
    return HexFormat.of().formatHex(replica.digest());
  }
}
