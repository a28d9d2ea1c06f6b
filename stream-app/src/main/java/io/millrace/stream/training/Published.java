package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.Topic;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a pipeline publishes and can prove, scores or lists: how it is read, and set beside what it
 * was made of.
 *
 * @param <C> one as its topic has it
 * @param <R> what an audit of one finds
 */
interface Published<C, R extends Audited> {
  /** Where it is published. */
  Topic<String, byte[]> topic();

  /** A record of the topic; empty if it is not ours. */
  Optional<C> claim(ConsumerRecord<String, byte[]> record);

  /** The version that is said to have made it. */
  ModelVersion version(C claim);

  /**
   * Finds what many were made of.
   *
   * @param home number of the topic's partition that they are from
   * @param results is told of each: of those of which nothing is found at once, of others when
   *     their version is visited
   */
  Batch<C> batch(List<C> claims, int home, Consumer<? super R> results);

  /**
   * Some that are proved on one way through the log.
   *
   * @param provable those whose versions are worth bringing back
   * @param visit makes them again
   */
  record Batch<C>(List<C> provable, Rewind.Visit<C> visit) {}
}
