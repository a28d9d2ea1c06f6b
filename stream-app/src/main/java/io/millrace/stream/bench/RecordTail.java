package io.millrace.stream.bench;

import io.millrace.stream.topic.Codecs;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts the records of a topic as a user reads them, committed ones only; of scores it takes down
 * when each could be read.
 */
final class RecordTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Load load;
  private final AtomicLongArray readable;
  private final AtomicLong count = new AtomicLong();
  private final KafkaConsumer<String, byte[]> consumer;
  private final Thread thread = new Thread(this::run, "tail");
  private volatile boolean closed;
  private volatile RuntimeException failure;

  /**
   * @param readable takes the time, epoch milliseconds, at which each event's score was read; null
   *     to count only
   */
  RecordTail(String topic, Load load, AtomicLongArray readable, Map<String, Object> client) {
    this.load = load;
    this.readable = readable;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("isolation.level", "read_committed");
    settings.put("max.poll.records", 5_000);
    consumer =
        new KafkaConsumer<>(settings, Codecs.TEXT.deserializer(), Codecs.BYTES.deserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread.setDaemon(true);
    thread.start();
  }

  /** Records read so far. */
  long count() {
    if (failure != null) throw failure;
    return count.get();
  }

  private void run() {
    try (consumer) {
      while (!closed) {
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        long now = System.currentTimeMillis();
        if (readable != null) {
          for (ConsumerRecord<String, byte[]> record : records) {
            int event = load.place(record.key());
            if (event >= 0) readable.compareAndSet(event, 0, now);
          }
        }
        count.addAndGet(records.count());
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
