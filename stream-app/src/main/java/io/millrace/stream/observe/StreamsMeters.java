package io.millrace.stream.observe;

import java.util.Set;

/**
 * Which of Kafka Streams' own metrics are published. All of them are hundreds of series a task;
 * these say whether its threads keep up, what commits cost and how large its stores are.
 */
final class StreamsMeters {
  private static final String PREFIX = "kafka.";

  private static final Set<String> PUBLISHED =
      Set.of(
          "kafka.stream.failed.stream.threads",
          "kafka.stream.alive.stream.threads",
          "kafka.stream.thread.process.rate",
          "kafka.stream.thread.commit.latency.avg",
          "kafka.stream.thread.commit.latency.max",
          "kafka.stream.thread.process.ratio",
          "kafka.stream.thread.commit.ratio",
          "kafka.stream.thread.poll.ratio",
          "kafka.stream.thread.punctuate.ratio",
          "kafka.consumer.fetch.manager.records.lag.max",
          "kafka.consumer.coordinator.rebalance.total",
          "kafka.consumer.coordinator.failed.rebalance.total",
          "kafka.producer.record.error.total",
          "kafka.producer.produce.throttle.time.max",
          "kafka.producer.request.latency.avg");

  private StreamsMeters() {}

  /** Whether a meter of this name is published; all that is not Kafka's is. */
  static boolean publishes(String name) {
    return !name.startsWith(PREFIX) || PUBLISHED.contains(name);
  }
}
