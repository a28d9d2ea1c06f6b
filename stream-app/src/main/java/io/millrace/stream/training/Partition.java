package io.millrace.stream.training;

import io.millrace.stream.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/** Reads the committed records of one partition, from a place to the end it had when asked. */
final class Partition<K, V> implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TopicPartition partition;
  private final KafkaConsumer<K, V> consumer;

  Partition(Map<String, Object> client, Topic<K, V> topic, int number) {
    partition = new TopicPartition(topic.name(), number);
    consumer = Clients.reader(client, topic);
    consumer.assign(List.of(partition));
  }

  /** Offset of the first record there may be. */
  long begin() {
    return consumer.beginningOffsets(List.of(partition)).get(partition);
  }

  /** The offset after everything that is committed; records of aborted transactions count. */
  long end() {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  /**
   * The same, but waits for it to be {@code least} at least. A commit has succeeded before its
   * markers are in the partitions, so what was committed just now may not be readable yet.
   */
  long endFrom(long least) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long end = end();
    while (end < least) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            partition
                + " is committed up to "
                + end
                + ", expected "
                + least
                + "; a transaction hangs before it");
      }
      Thread.onSpinWait();
      end = end();
    }
    return end;
  }

  /** The first offset with a timestamp not before {@code time}, or the end. */
  long at(Instant time) {
    return firstAt(time).orElseGet(this::end);
  }

  /** The first committed offset with a timestamp not before {@code time}. */
  Optional<Long> firstAt(Instant time) {
    OffsetAndTimestamp found =
        consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli())).get(partition);
    return Optional.ofNullable(found).map(OffsetAndTimestamp::offset);
  }

  /**
   * Shows every committed record of {@code [from, end)} in order.
   *
   * @param more whether to go on
   * @return false if {@code more} ended it
   */
  boolean read(long from, long end, Predicate<ConsumerRecord<K, V>> more) {
    consumer.seek(partition, from);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (long position = from; position < end; position = consumer.position(partition)) {
      for (ConsumerRecord<K, V> record : consumer.poll(POLL)) {
        if (record.offset() >= end) return true;
        if (!more.test(record)) return false;
      }
      if (consumer.position(partition) > position) {
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            partition
                + " gave nothing at offset "
                + position
                + " for "
                + PATIENCE.toSeconds()
                + " s, expected records up to "
                + end
                + "; is its leader up?");
      }
    }
    return true;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
