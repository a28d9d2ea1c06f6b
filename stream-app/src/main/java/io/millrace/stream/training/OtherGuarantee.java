package io.millrace.stream.training;

import io.millrace.stream.topic.InstanceReport;
import io.millrace.stream.topic.LogTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether an instance that was there before this one scores under another guarantee, as the
 * replicas topic tells. To be made before this instance's replica starts to report. One thread's.
 */
public final class OtherGuarantee implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Whoever lives has reported since, however wrong its clock is within reason. */
  private static final Duration LOOKED_BACK = Duration.ofMinutes(10);

  private final LogTopics topics;
  private final String instance;
  private final Optional<String> guarantee;
  private final TopicPartition partition;
  private final KafkaConsumer<String, InstanceReport> consumer;
  private final EarlierInstances earlier;

  /** From this offset on a report of this name is this start's. */
  private final long own;

  /**
   * @param client settings of every Kafka client
   * @param instance name of this one
   * @param guarantee of this one; empty where none is chosen: then nobody is in the way
   */
  public OtherGuarantee(
      Map<String, Object> client, LogTopics topics, String instance, Optional<String> guarantee) {
    this.topics = topics;
    this.instance = instance;
    this.guarantee = guarantee;
    partition = new TopicPartition(topics.replicas().name(), 0);
    earlier = new EarlierInstances(instance, topics.pipeline().generation());
    consumer = Clients.reader(client, topics.replicas());
    consumer.assign(List.of(partition));
    own = consumer.endOffsets(List.of(partition)).get(partition);
    consumer.seek(partition, since(Instant.now().minus(LOOKED_BACK)));
  }

  private long since(Instant time) {
    OffsetAndTimestamp found =
        consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli())).get(partition);
    return found == null ? own : found.offset();
  }

  /** Reads on for up to 200 ms; says why this instance must not score yet, empty once it may. */
  public Optional<String> inTheWay() {
    if (guarantee.isEmpty()) return Optional.empty();
    consumer.poll(POLL).forEach(this::see);
    if (!earlier.hasJoined()) {
      return Optional.of("waiting for its own report in " + partition.topic());
    }
    return earlier.differing(guarantee.get(), now()).map(this::told);
  }

  private void see(ConsumerRecord<String, InstanceReport> record) {
    if (record.value() == null) {
      earlier.left(record.key());
    } else if (record.key().equals(instance) && record.offset() >= own) {
      earlier.joined();
    } else {
      earlier.reported(record.value(), now());
    }
  }

  private String told(InstanceReport other) {
    return "guarantee: this instance has "
        + guarantee.orElseThrow()
        + ", instance "
        + other.instance()
        + ", which was there before, has "
        + other.guarantee().orElseThrow()
        + ". Expected the same on all instances of "
        + topics.pipeline().name()
        + ": start this one with `guarantee: "
        + other.guarantee().orElseThrow()
        + "`, or stop the others in order (SIGTERM) and start them with `guarantee: "
        + guarantee.orElseThrow()
        + "`; this one goes on when they are gone";
  }

  private static long now() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
