package io.millrace.stream.feed;

import io.millrace.stream.topic.PipelineTopics;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * The waits between two stretches of a lockstep run, in the order of the dataflow: all events
 * scored; labels filed; everything due learnt; what the labels say in the entities' histories;
 * every replica at the end of the training log.
 */
final class Lockstep implements Closeable {
  private final PipelineTopics topics;
  private final FeedWriter writer;
  private final Duration patience;
  private final BooleanSupplier stop;
  private final GroupProgress scoring;
  private final GroupProgress learning;
  private final LearntEverywhere learnt;

  Lockstep(
      PipelineTopics topics,
      Map<String, Object> clients,
      Admin admin,
      FeedWriter writer,
      Duration patience,
      BooleanSupplier stop)
      throws BrokerException {
    this.topics = topics;
    this.writer = writer;
    this.patience = patience;
    this.stop = stop;
    scoring = new GroupProgress(admin, topics.scoringApplication());
    learning = new GroupProgress(admin, topics.learningApplication());
    learnt = new LearntEverywhere(topics, clients, patience, stop);
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
    learnt.beforeTick();
    writer.tick(until);
    writer.flush();
    learnt.awaitClock(until);
    scoring.awaitDrained(topics.feedbackPath(), patience, stop);
    learnt.awaitReplicas(learning);
  }

  @Override
  public void close() {
    learnt.close();
  }
}
