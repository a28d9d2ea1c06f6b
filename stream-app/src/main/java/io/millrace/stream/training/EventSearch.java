package io.millrace.stream.training;

import io.millrace.stream.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * Finds a record by its key in a topic that has no index: reads the partition that the key belongs
 * to, then the others (a topic can have been given more partitions since). Reads 1 to 2 million
 * records a second at most.
 */
final class EventSearch<V> {
  private static final int TELL_EVERY = 10_000;

  private final Map<String, Object> client;
  private final Topic<String, V> topic;
  private final int partitions;
  private final Progress progress;

  EventSearch(
      Map<String, Object> client, Topic<String, V> topic, int partitions, Progress progress) {
    this.client = client;
    this.topic = topic;
    this.partitions = partitions;
    this.progress = progress;
  }

  /**
   * The first record of that key, from a time on if one is given, that {@code fits}.
   *
   * @param from compared with the records' timestamps in the topic
   */
  Optional<ConsumerRecord<String, V>> find(String key, Optional<Instant> from, Predicate<V> fits) {
    for (int partition : order(key)) {
      Optional<ConsumerRecord<String, V>> found = find(partition, key, from, fits);
      if (found.isPresent()) return found;
    }
    return Optional.empty();
  }

  private List<Integer> order(String key) {
    int home = Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    List<Integer> order = new ArrayList<>(List.of(home));
    for (int i = 0; i < partitions; i++) if (i != home) order.add(i);
    return order;
  }

  private Optional<ConsumerRecord<String, V>> find(
      int number, String key, Optional<Instant> from, Predicate<V> fits) {
    List<ConsumerRecord<String, V>> found = new ArrayList<>(1);
    String what = topic.name() + "-" + number;
    try (Partition<String, V> partition = new Partition<>(client, topic, number)) {
      long begin = from.map(partition::at).orElseGet(partition::begin);
      long end = partition.end();
      partition.read(
          begin,
          end,
          record -> {
            if (record.offset() % TELL_EVERY == 0) {
              progress.at(what, record.offset() - begin, end - begin);
            }
            if (key.equals(record.key()) && record.value() != null && fits.test(record.value())) {
              found.add(record);
            }
            return found.isEmpty();
          });
    }
    return found.stream().findFirst();
  }
}
