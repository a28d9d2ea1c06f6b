package io.millrace.stream.service;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ticks the label clock of a pipeline by the wall clock: each second it tells every partition of
 * the label join up to when labels are known to have been read, less {@code labels.grace}.
 *
 * <p>That is the wall clock while the label topic has no lag, else the Kafka timestamp of its
 * oldest unread label. A label that was read is not joined yet: it may be on its way by the
 * repartition. So a time is first taken, together with the end of the repartition then, and told a
 * round later, once the label join has read up to that end. The clock never goes back. Only the
 * owner of the first label join task ticks; two owners for a moment do no harm.
 */
final class LabelClock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LabelClock.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration CLOSING = Duration.ofSeconds(5);
  private static final String REPARTITION = "-repartition";

  private final Pipeline pipeline;
  private final PipelineTopics topics;
  private final int labelPartitions;
  private final String byEvent;
  private final BooleanSupplier isOwner;
  private final GroupOffsets offsets;
  private final KafkaProducer<String, Long> producer;
  private final ScheduledExecutorService timer;
  private Candidate candidate;
  private long told = Long.MIN_VALUE;
  private String problem = "";

  /** A time to be told once the label join has read up to {@code ends}. */
  private record Candidate(long time, Map<TopicPartition, Long> ends) {}

  LabelClock(
      Map<String, Object> client,
      Admin admin,
      PipelineTopics topics,
      PreparedTopics prepared,
      BooleanSupplier isOwner) {
    this.pipeline = topics.pipeline();
    this.topics = topics;
    this.isOwner = isOwner;
    labelPartitions = prepared.partitionsOf(topics.labels().name());
    byEvent = topics.learningApplication() + "-" + topics.labelsByEvent().name() + REPARTITION;
    offsets = new GroupOffsets(client, admin, topics.learningApplication());
    producer = producer(client, topics.clock());
    timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "label-clock-" + pipeline.name());
              thread.setDaemon(true);
              return thread;
            });
  }

  void start() {
    timer.scheduleWithFixedDelay(
        this::round, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void round() {
    try {
      if (isOwner.getAsBoolean()) {
        tellIfJoined();
        if (candidate == null) candidate = measure();
      } else {
        candidate = null;
      }
      problem = "";
    } catch (RuntimeException e) {
      // A timer forgets a task that throws, and the clock would stand still for ever.
      if (!problem.equals(String.valueOf(e.getMessage()))) {
        LOG.warn("{}: the label clock stands still: {}", pipeline.name(), e.getMessage());
      }
      problem = String.valueOf(e.getMessage());
    }
  }

  private void tellIfJoined() {
    if (candidate == null || !offsets.unread(candidate.ends()).isEmpty()) return;
    if (candidate.time() > told) {
      told = candidate.time();
      for (int p = 0; p < pipeline.partitions(); p++) {
        producer.send(new ProducerRecord<>(topics.clock().name(), p, null, told));
      }
    }
    candidate = null;
  }

  /**
   * The wall clock is read first: what arrives meanwhile is later than it. Of the repartition, open
   * transactions count too: what they hold may be labels that were read.
   */
  private Candidate measure() {
    long now = System.currentTimeMillis();
    String labels = topics.labels().name();
    List<Long> unread =
        offsets.unread(offsets.ends(labels, labelPartitions, IsolationLevel.READ_COMMITTED));
    if (unread.contains(GroupOffsets.UNKNOWN)) return null;
    long oldest = unread.stream().mapToLong(Long::longValue).min().orElse(now);
    return new Candidate(
        Math.min(now, oldest) - pipeline.labels().grace().toMillis(),
        offsets.ends(byEvent, pipeline.partitions(), IsolationLevel.READ_UNCOMMITTED));
  }

  private static KafkaProducer<String, Long> producer(
      Map<String, Object> client, Topic<String, Long> clock) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    return new KafkaProducer<>(settings, clock.keys().serializer(), clock.values().serializer());
  }

  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) timer.shutdownNow();
    } catch (InterruptedException e) {
      timer.shutdownNow();
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSING);
    offsets.close();
  }
}
