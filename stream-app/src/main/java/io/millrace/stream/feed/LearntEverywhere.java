package io.millrace.stream.feed;

import io.millrace.stream.topic.InstanceReport;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.OutcomeEntry;
import java.io.Closeable;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The last waits of a stretch: a tick obeyed by all partitions, every replica at the log's end. */
final class LearntEverywhere implements Closeable {
  private static final Duration POLL = Duration.ofMillis(20);

  /** An instance not heard of for this long is taken for gone. */
  private static final long SILENCE_MILLIS = 10_000;

  private final LogTopics topics;
  private final Duration patience;
  private final BooleanSupplier stop;
  private final TopicTail<String, OutcomeEntry> outcomes;
  private final TopicTail<String, InstanceReport> replicas;
  private final TopicTail<String, LogRecord> log;
  private final Map<String, InstanceReport> reports = new HashMap<>();
  private final long[] reached;
  private long lastLesson = -1;

  LearntEverywhere(
      LogTopics topics, Map<String, Object> clients, Duration patience, BooleanSupplier stop)
      throws BrokerException {
    this.topics = topics;
    this.patience = patience;
    this.stop = stop;
    outcomes = new TopicTail<>(topics.outcomes(), clients, false);
    replicas = new TopicTail<>(topics.replicas(), clients, true);
    log = new TopicTail<>(topics.trainingLog(), clients, true);
    reached = new long[topics.pipeline().partitions()];
    beforeTick();
  }

  /** What was reached by earlier ticks is forgotten. */
  void beforeTick() {
    Arrays.fill(reached, Long.MIN_VALUE);
  }

  /** Waits until every partition has done what was due by a tick. */
  void awaitClock(long time) throws BrokerException, TimeoutException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (Arrays.stream(reached).anyMatch(at -> at < time) && !stop.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "partitions have not done what was due by the tick after "
                + patience
                + "; is the service running on this pipeline?");
      }
      for (ConsumerRecord<String, OutcomeEntry> told : outcomes.poll(POLL)) {
        if (told.value() instanceof OutcomeEntry.ClockReached clock
            && clock.generation() == topics.pipeline().generation()) {
          reached[clock.partition()] = Math.max(reached[clock.partition()], clock.at());
        }
      }
    }
  }

  /**
   * Waits until every replica is at the end of the training log.
   *
   * @param writers the group that writes it
   */
  void awaitReplicas(GroupProgress writers) throws BrokerException, TimeoutException {
    readLog(writers);
    long deadline = System.nanoTime() + patience.toNanos();
    while (!allReplicasAt(lastLesson) && !stop.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "no replica has learnt up to record "
                + lastLesson
                + " of the training log after "
                + patience
                + "; heard of "
                + reports.values());
      }
      for (ConsumerRecord<String, InstanceReport> report : replicas.poll(POLL)) {
        if (report.value() == null) {
          reports.remove(report.key());
        } else if (report.value().version().generation() == topics.pipeline().generation()) {
          reports.put(report.key(), report.value());
        }
      }
    }
  }

  private void readLog(GroupProgress writers) throws BrokerException, TimeoutException {
    Map<TopicPartition, Long> ends = writers.ends(List.of(topics.trainingLog().name()));
    long deadline = System.nanoTime() + patience.toNanos();
    while (!log.at(ends) && !stop.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "a transaction on the training log is still open after "
                + patience
                + "; was the service killed?");
      }
      for (ConsumerRecord<String, LogRecord> lesson : log.poll(POLL)) {
        lastLesson = lesson.offset();
      }
    }
  }

  private boolean allReplicasAt(long offset) {
    long now = System.currentTimeMillis();
    return reports.values().stream().anyMatch(report -> report.version().offset() >= offset)
        && reports.values().stream()
            .filter(report -> now - report.at() < SILENCE_MILLIS)
            .allMatch(report -> report.version().offset() >= offset);
  }

  @Override
  public void close() {
    outcomes.close();
    replicas.close();
    log.close();
  }
}
