package io.millrace.it;

import io.millrace.stream.topic.ReaderSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What lives in the stores, as their changelogs tell it: the newest value of every key that was not
 * deleted. A look reads on from where the last one ended.
 */
final class Changelogs implements AutoCloseable {
  private static final String CHANGELOG = "-changelog";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Map<ByteBuffer, Integer>> newest = new HashMap<>();
  private long records;

  Changelogs(Broker broker) {
    consumer =
        new KafkaConsumer<>(
            ReaderSettings.over(Map.of("bootstrap.servers", broker.bootstrap())),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.listTopics().values().stream()
            .flatMap(List::stream)
            .filter(partition -> partition.topic().endsWith(CHANGELOG))
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    partitions.forEach(partition -> newest.put(partition, new HashMap<>()));
  }

  /** Reads all that is committed by now. */
  Changelogs read() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(newest.keySet());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no end of " + ends + " reached within " + PATIENCE);
      }
      consumer.poll(Duration.ofMillis(200)).forEach(this::take);
    }
    return this;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    records++;
    Map<ByteBuffer, Integer> keys =
        newest.get(new TopicPartition(record.topic(), record.partition()));
    ByteBuffer key = ByteBuffer.wrap(record.key());
    if (record.value() == null) {
      keys.remove(key);
    } else {
      keys.put(key, record.key().length + record.value().length);
    }
  }

  /** Records read so far, of whatever age. */
  long records() {
    return records;
  }

  /** Bytes of keys and values that live. */
  long bytes() {
    return byStore().values().stream().mapToLong(Long::longValue).sum();
  }

  /** The same of each store. */
  Map<String, Long> byStore() {
    Map<String, Long> bytes = new TreeMap<>();
    newest.forEach(
        (partition, keys) ->
            bytes.merge(
                partition.topic().replace(CHANGELOG, ""),
                keys.values().stream().mapToLong(Integer::longValue).sum(),
                Long::sum));
    return bytes;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
