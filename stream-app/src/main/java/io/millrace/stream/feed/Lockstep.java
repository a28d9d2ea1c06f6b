package io.millrace.stream.feed;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.topic.InstanceReport;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.topic.PipelineTopics;
import java.io.Closeable;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The waits between two stretches of a lockstep run, in the order of the dataflow: all events
 * scored; labels filed; everything due learnt; what the labels say in the entities' histories;
 * every replica at the end of the training log.
 */
final class Lockstep implements Closeable {
  private static final Duration POLL = Duration.ofMillis(20);

  /** An instance not heard of for this long is taken for gone. */
  private static final long SILENCE_MILLIS = 10_000;

  private final Pipeline pipeline;
  private final PipelineTopics topics;
  private final FeedWriter writer;
  private final Duration patience;
  private final BooleanSupplier stop;
  private final GroupProgress scoring;
  private final GroupProgress learning;
  private final TopicTail<String, OutcomeEntry> outcomes;
  private final TopicTail<String, InstanceReport> replicas;
  private final TopicTail<String, LogRecord> log;
  private final Map<String, InstanceReport> reports = new HashMap<>();
  private final long[] reached;
  private long lastLesson = -1;

  Lockstep(
      Pipeline pipeline,
      PipelineTopics topics,
      Map<String, Object> clients,
      Admin admin,
      FeedWriter writer,
      Duration patience,
      BooleanSupplier stop)
      throws BrokerException {
    this.pipeline = pipeline;
    this.topics = topics;
    this.writer = writer;
    this.patience = patience;
    this.stop = stop;
    scoring = new GroupProgress(admin, topics.scoringApplication());
    learning = new GroupProgress(admin, topics.learningApplication());
    outcomes = new TopicTail<>(topics.outcomes(), clients, false);
    replicas = new TopicTail<>(topics.replicas(), clients, true);
    log = new TopicTail<>(topics.trainingLog(), clients, true);
    reached = new long[pipeline.partitions()];
    Arrays.fill(reached, Long.MIN_VALUE);
  }

  /** Waits until all events sent are scored and the label join has them. */
  void awaitScored() throws BrokerException, TimeoutException {
    writer.flush();
    scoring.awaitDrained(topics.eventPath(), patience, stop);
    learning.awaitDrained(List.of(topics.featureLog().name()), patience, stop);
  }

  /** Waits until everything due by a time is learnt everywhere. */
  void learn(long until) throws BrokerException, TimeoutException {
    writer.flush();
    learning.awaitDrained(topics.labelPath(), patience, stop);
    Arrays.fill(reached, Long.MIN_VALUE);
    writer.tick(until);
    writer.flush();
    awaitClock(until);
    scoring.awaitDrained(topics.feedbackPath(), patience, stop);
    awaitReplicas();
  }

  private void awaitClock(long time) throws BrokerException, TimeoutException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (Arrays.stream(reached).anyMatch(at -> at < time) && !stop.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "partitions of the label join have not done what was due by the tick after "
                + patience
                + "; is the service running on this pipeline?");
      }
      for (ConsumerRecord<String, OutcomeEntry> told : outcomes.poll(POLL)) {
        if (told.value() instanceof OutcomeEntry.ClockReached clock
            && clock.generation() == pipeline.generation()) {
          reached[clock.partition()] = Math.max(reached[clock.partition()], clock.at());
        }
      }
    }
  }

  private void awaitReplicas() throws BrokerException, TimeoutException {
    readLog();
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
        } else if (report.value().version().generation() == pipeline.generation()) {
          reports.put(report.key(), report.value());
        }
      }
    }
  }

  private void readLog() throws BrokerException, TimeoutException {
    Map<TopicPartition, Long> ends = learning.ends(List.of(topics.trainingLog().name()));
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
