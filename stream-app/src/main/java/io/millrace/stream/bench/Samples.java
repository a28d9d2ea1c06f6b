package io.millrace.stream.bench;

import io.millrace.model.labeljoin.JoinEntry;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.PipelineTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Values that the pipeline wrote into its topics and changelogs, so that a bare run writes values
 * of the same sizes that compress alike. Immutable; may be shared by threads.
 *
 * @param hops by entity, what travels to its histories
 * @param histories by entity
 * @param facts by entity; none where no label is told to it
 */
record Samples(
    List<List<byte[]>> hops,
    List<List<byte[]>> histories,
    List<List<byte[]>> facts,
    List<byte[]> scores,
    List<byte[]> features,
    List<byte[]> lessons,
    List<byte[]> outcomes,
    List<byte[]> pending,
    List<byte[]> closed) {
  private static final int OF_A_PARTITION = 5_000;

  /** Pending and closed entries come in waves, so the last few thousand may be of one kind. */
  private static final int OF_A_JOIN = 200_000;

  private static final Duration POLL = Duration.ofMillis(200);

  /** To be read while the pipeline runs: what has passed a hop is deleted soon. */
  static Samples of(PipelineTopics topics, Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("max.partition.fetch.bytes", 16 << 20);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      String scoring = topics.scoringApplication() + "-";
      List<List<byte[]>> hops = new ArrayList<>();
      List<List<byte[]>> histories = new ArrayList<>();
      List<List<byte[]>> facts = new ArrayList<>();
      for (int entity = 0; entity < topics.pipeline().features().entities().size(); entity++) {
        String name = topics.entityName(entity);
        String hop = scoring + "by-" + name + "-repartition";
        hops.add(topics.eventPath().contains(hop) ? read(consumer, hop) : List.of());
        histories.add(read(consumer, scoring + name + "-history-changelog"));
        facts.add(
            topics.entitiesWithLabels().contains(entity)
                ? read(consumer, topics.feedback(entity).name())
                : List.of());
      }
      List<byte[]> features = read(consumer, topics.featureLog().name());
      if (hops.get(0).isEmpty()) {
        // The first hop is skipped: what the parser hands on is as large as what the next one
        // moves.
        hops.set(0, hops.size() > 1 ? hops.get(1) : features);
      }
      String entries = topics.learningApplication() + "-join-entries-changelog";
      return new Samples(
          hops,
          histories,
          facts,
          read(consumer, topics.scores().name()),
          features,
          read(consumer, topics.trainingLog().name()),
          read(consumer, topics.outcomes().name()),
          read(consumer, entries, OF_A_JOIN, value -> isA(JoinEntry.Pending.class, value)),
          read(consumer, entries, OF_A_JOIN, value -> isA(JoinEntry.Closed.class, value)));
    }
  }

  private static boolean isA(Class<? extends JoinEntry> kind, byte[] value) {
    return kind.isInstance(Codecs.JOIN_ENTRY.deserializer().deserialize("", value));
  }

  private static List<byte[]> read(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    return read(consumer, topic, OF_A_PARTITION, value -> true);
  }

  /** Of the last values of each partition those that are asked for. */
  private static List<byte[]> read(
      KafkaConsumer<byte[], byte[]> consumer, String topic, int last, Predicate<byte[]> which) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    partitions.forEach(
        partition ->
            consumer.seek(partition, Math.max(begins.get(partition), ends.get(partition) - last)));
    List<byte[]> values = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < deadline
        && ends.entrySet().stream()
            .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.value() != null && which.test(record.value())) values.add(record.value());
      }
    }
    if (values.isEmpty()) {
      throw new IllegalStateException(
          "the pipeline wrote nothing to " + topic + ", expected records to copy; raise --backlog");
    }
    return values;
  }

  /** A copy of one of the values, which the caller may change. */
  static byte[] any(List<byte[]> values) {
    return values.get(ThreadLocalRandom.current().nextInt(values.size())).clone();
  }
}
