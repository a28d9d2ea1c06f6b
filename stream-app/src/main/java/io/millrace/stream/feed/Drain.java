package io.millrace.stream.feed;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.topic.PipelineTopics;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/**
 * The end of a feed that ran free: waits until the service has worked off all of it, so that its
 * topics can be counted.
 */
public final class Drain {
  private final Pipeline pipeline;
  private final PipelineTopics topics;
  private final Map<String, Object> clients;
  private final Duration patience;

  /**
   * @param clients settings of the Kafka clients, {@code bootstrap.servers} among them
   * @param patience how long each step may take before giving up
   */
  public Drain(Pipeline pipeline, Map<String, Object> clients, Duration patience) {
    this.pipeline = pipeline;
    this.topics = new PipelineTopics(pipeline);
    this.clients = Map.copyOf(clients);
    this.patience = patience;
  }

  /**
   * Returns when every event is scored, everything due is learnt, and every replica has learnt it.
   * Ticks once more, a millisecond on: a horizon that passed before its event was scored is met by
   * the tick after.
   *
   * @param clock event time the feed has reached, epoch milliseconds; all labels known by then, and
   *     no other, must have been sent
   */
  public void await(long clock) throws IOException, TimeoutException {
    try (Admin admin = Admin.create(clients);
        FeedWriter writer = new FeedWriter(pipeline, topics, clients);
        Lockstep steps = new Lockstep(topics, clients, admin, writer, patience, () -> false)) {
      steps.awaitScored();
      steps.learn(clock + 1);
    }
  }
}
