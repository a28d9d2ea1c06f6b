package io.millrace.stream.topic;

import java.util.List;
import java.util.Map;

/**
 * The topics of a pipeline, all there and fit for use.
 *
 * @param log topic id of the training log, the first part of every model version
 * @param partitions of every topic, by name
 * @param messageBytes the largest message that an input topic takes
 * @param warnings what about the users' input topics may lose records, one line each
 */
public record PreparedTopics(
    String log, Map<String, Integer> partitions, int messageBytes, List<String> warnings) {
  private static final int PRODUCER_LEAST = 32 * 1024 * 1024;

  public PreparedTopics {
    partitions = Map.copyOf(partitions);
    warnings = List.copyOf(warnings);
  }

  /** The number of partitions of a topic of the pipeline. */
  public int partitionsOf(String topic) {
    Integer count = partitions.get(topic);
    if (count == null) throw new IllegalArgumentException(topic + " is no topic of the pipeline");
    return count;
  }

  /**
   * {@code max.request.size} and, at least, {@code buffer.memory} of every producer that may write
   * dead letters. It limits a record before compression, while the topic's limit is one after it:
   * hence the margin.
   */
  public int producerRequestBytes() {
    return Math.max(PRODUCER_LEAST, 4 * (messageBytes + LogTopics.OVERHEAD_BYTES));
  }
}
