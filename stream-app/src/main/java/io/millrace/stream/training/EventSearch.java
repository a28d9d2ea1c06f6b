package io.millrace.stream.training;

import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Utils;

/**
 * Finds a record by its key in a topic that has no index: reads the partition that the key belongs
 * to, then the others (a topic can have been given more partitions since).
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
  Optional<Found<V>> find(String key, Optional<Instant> from, Predicate<V> fits) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    for (int partition : order(bytes)) {
      Optional<Found<V>> found = find(partition, bytes, from, fits);
      if (found.isPresent()) return found;
    }
    return Optional.empty();
  }

  /**
   * A record that was found.
   *
   * @param timestamp of the record in its topic
   */
  record Found<V>(V value, Instant timestamp) {}

  private List<Integer> order(byte[] key) {
    int home = Utils.toPositive(Utils.murmur2(key)) % partitions;
    List<Integer> order = new ArrayList<>(List.of(home));
    for (int i = 0; i < partitions; i++) if (i != home) order.add(i);
    return order;
  }

  /** Reads bytes: only the values of that key are worth decoding. */
  private Optional<Found<V>> find(
      int number, byte[] key, Optional<Instant> from, Predicate<V> fits) {
    List<Found<V>> found = new ArrayList<>(1);
    String what = topic.name() + "-" + number;
    Topic<byte[], byte[]> raw = new Topic<>(topic.name(), Codecs.BYTES, Codecs.BYTES);
    try (Partition<byte[], byte[]> partition = new Partition<>(client, raw, number)) {
      long begin = from.map(partition::at).orElseGet(partition::begin);
      long end = partition.end();
      partition.read(
          begin,
          end,
          record -> {
            if (record.offset() % TELL_EVERY == 0) {
              progress.at(what, record.offset() - begin, end - begin);
            }
            if (Arrays.equals(key, record.key()) && record.value() != null) {
              V value = topic.values().deserializer().deserialize(topic.name(), record.value());
              if (fits.test(value)) {
                found.add(new Found<>(value, Instant.ofEpochMilli(record.timestamp())));
              }
            }
            return found.isEmpty();
          });
    }
    return found.stream().findFirst();
  }
}
