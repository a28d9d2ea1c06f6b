package io.millrace.stream.service;

import io.millrace.stream.topic.ReaderSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a group has not read yet, seen from outside by its committed offsets. One thread's. */
final class GroupOffsets implements AutoCloseable {
  /** The timestamp of a record that cannot be read yet. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int LOOKS = 3;
  private static final long BEGINNING = -1;

  private final Map<String, Object> client;
  private final Admin admin;
  private final String group;
  private final Map<IsolationLevel, KafkaConsumer<byte[], byte[]>> readers =
      new EnumMap<>(IsolationLevel.class);

  GroupOffsets(Map<String, Object> client, Admin admin, String group) {
    this.client = client;
    this.admin = admin;
    this.group = group;
  }

  /** Partitions that a topic has now; more may come. */
  int partitionsOf(String topic) {
    return get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic).partitions().size();
  }

  /**
   * Ends of a topic.
   *
   * @param isolation whether open transactions count too: what they hold is not readable yet
   */
  Map<TopicPartition, Long> ends(String topic, int partitions, IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    IntStream.range(0, partitions)
        .forEach(p -> latest.put(new TopicPartition(topic, p), OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    var options = new ListOffsetsOptions(isolation);
    get(admin.listOffsets(latest, options).all())
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  /**
   * Timestamps of the oldest records before {@code ends} that the group has not read, one a
   * partition that has any; {@link #UNKNOWN} where a transaction is still open. Offsets behind
   * which there are only transaction markers count as read.
   */
  List<Long> unread(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, OffsetAndMetadata> committed = committed();
    List<Long> timestamps = new ArrayList<>();
    ends.forEach(
        (partition, end) ->
            firstUnread(partition, committed.get(partition), end).ifPresent(timestamps::add));
    return timestamps;
  }

  /**
   * Timestamps of the first records that open transactions hold back, one a partition that has any,
   * whatever the group has read; {@link #UNKNOWN} where it cannot be had at once.
   *
   * @param readable ends without open transactions, asked for before {@code ends}
   * @param ends of all that is there
   */
  List<Long> heldBack(Map<TopicPartition, Long> readable, Map<TopicPartition, Long> ends) {
    List<Long> timestamps = new ArrayList<>();
    readable.forEach(
        (partition, from) -> {
          long end = ends.get(partition);
          if (from < end) {
            first(IsolationLevel.READ_UNCOMMITTED, partition, from, end).ifPresent(timestamps::add);
          }
        });
    return timestamps;
  }

  /** Whether the group has read all that lies before {@code ends}, as {@link #unread} counts. */
  boolean haveRead(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, OffsetAndMetadata> committed = committed();
    return ends.entrySet().stream()
        .allMatch(
            end ->
                firstUnread(end.getKey(), committed.get(end.getKey()), end.getValue()).isEmpty());
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() {
    return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
  }

  private Optional<Long> firstUnread(TopicPartition partition, OffsetAndMetadata read, long end) {
    if (read != null && read.offset() >= end) return Optional.empty();
    return first(
        IsolationLevel.READ_COMMITTED, partition, read == null ? BEGINNING : read.offset(), end);
  }

  private Optional<Long> first(
      IsolationLevel isolation, TopicPartition partition, long from, long end) {
    KafkaConsumer<byte[], byte[]> reader = readers.computeIfAbsent(isolation, this::reader);
    reader.assign(List.of(partition));
    if (from == BEGINNING) {
      reader.seekToBeginning(List.of(partition));
    } else {
      reader.seek(partition, from);
    }
    for (int look = 0; look < LOOKS && reader.position(partition) < end; look++) {
      List<ConsumerRecord<byte[], byte[]>> records = reader.poll(LOOK).records(partition);
      if (!records.isEmpty()) {
        ConsumerRecord<byte[], byte[]> first = records.get(0);
        return first.offset() < end ? Optional.of(first.timestamp()) : Optional.empty();
      }
    }
    return reader.position(partition) < end ? Optional.of(UNKNOWN) : Optional.empty();
  }

  private KafkaConsumer<byte[], byte[]> reader(IsolationLevel isolation) {
    Map<String, Object> settings = ReaderSettings.over(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
    // A committed offset that was trimmed away since: what is left is what is unread.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 16 * 1024);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "asking for the offsets of group " + group + " failed: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for offsets", e);
    }
  }

  @Override
  public void close() {
    readers.values().forEach(KafkaConsumer::close);
  }
}
