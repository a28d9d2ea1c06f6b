package io.millrace.stream.labeljoin;

import io.millrace.model.event.ScoredEvent;
import io.millrace.model.labeljoin.FeatureLog;
import io.millrace.stream.topic.ReaderSettings;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads events of one partition of the feature log by their offsets, with a consumer that is opened
 * by the first read. Whoever asks was given the record by a committed read: it is there unless
 * retention has deleted it.
 *
 * <p>Cost: a round trip to the broker an event; for positives out of the sample only. Not
 * thread-safe.
 */
public final class FeatureLogReader implements FeatureLog {
  private static final Logger LOG = LoggerFactory.getLogger(FeatureLogReader.class);
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final Duration SLICE = Duration.ofMillis(200);
  private static final int FETCH_BYTES = 64 * 1024;

  private final Map<String, Object> client;
  private final Topic<String, ScoredRecord> log;
  private final TopicPartition partition;
  private KafkaConsumer<String, ScoredRecord> consumer;

  /**
   * @param client settings of every Kafka client
   */
  public FeatureLogReader(
      Map<String, Object> client, Topic<String, ScoredRecord> log, int partition) {
    this.client = client;
    this.log = log;
    this.partition = new TopicPartition(log.name(), partition);
  }

  /**
   * @throws TimeoutException if the broker gives nothing for 4 s: the transaction of whoever asks
   *     must not time out meanwhile
   */
  @Override
  public ScoredEvent read(String eventId, long offset) {
    if (consumer == null) consumer = open();
    consumer.seek(partition, offset);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      do {
        for (ConsumerRecord<String, ScoredRecord> record : consumer.poll(SLICE)) {
          if (record.offset() == offset && record.key().equals(eventId)) {
            return record.value().event();
          }
          return gone(offset);
        }
      } while (System.nanoTime() < deadline);
    } catch (OffsetOutOfRangeException deleted) {
      return gone(offset);
    }
    throw new TimeoutException(
        partition + " gave nothing at offset " + offset + " for " + PATIENCE.toSeconds() + " s");
  }

  private ScoredEvent gone(long offset) {
    LOG.warn(
        "{} no longer has the features at offset {}: nothing is learnt from their positive label;"
            + " audit_keep is too short for labels that come so late",
        partition,
        offset);
    return null;
  }

  private KafkaConsumer<String, ScoredRecord> open() {
    Map<String, Object> settings = ReaderSettings.over(client);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    KafkaConsumer<String, ScoredRecord> opened =
        new KafkaConsumer<>(settings, log.keys().deserializer(), log.values().deserializer());
    opened.assign(List.of(partition));
    return opened;
  }

  @Override
  public void close() {
    if (consumer != null) consumer.close();
    consumer = null;
  }
}
