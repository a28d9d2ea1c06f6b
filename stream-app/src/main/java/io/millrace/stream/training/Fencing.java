package io.millrace.stream.training;

import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to one of several instances that write under one transactional id: the next one ends
 * its transaction. It looks again then, whether the other one has written.
 */
final class Fencing {
  private static final Logger LOG = LoggerFactory.getLogger(Fencing.class);

  /** How often one looks again before it gives up. */
  static final int ATTEMPTS = 50;

  private static final int LEAST_PAUSE_MS = 50;
  private static final int MOST_PAUSE_MS = 400;

  private Fencing() {}

  /** Tells of a transaction that another instance ended; throws what is nobody else's doing. */
  static void accept(KafkaException failure, String topic) {
    if (!is(failure)) throw failure;
    LOG.info("{}: another instance took over, looking again: {}", topic, root(failure).toString());
  }

  /**
   * Whether a transaction failed as one does that the broker ended. What a producer hears then
   * depends on how far the broker (4.3.1) is:
   *
   * <ul>
   *   <li>it has given the id to another producer: fenced, or an old epoch;
   *   <li>it has aborted the transaction and given the id to nobody yet: a commit is an invalid
   *       state, for with its epoch one behind it passes for a commit that is sent again;
   *   <li>it is about to abort it: a commit is an unexpected error, since the coordinator trips
   *       over its own state. Clients have no class for that: it is a plain {@link KafkaException}
   *       without a cause. Whatever else is one is tried {@link #ATTEMPTS} times in vain.
   * </ul>
   */
  static boolean is(Throwable failure) {
    Throwable root = root(failure);
    return root instanceof ProducerFencedException
        || root instanceof InvalidProducerEpochException
        || root instanceof InvalidTxnStateException
        || root.getClass() == KafkaException.class;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) root = root.getCause();
    return root;
  }

  /** For a random while, so that two that fence each other do not go on doing so. */
  static void pause() {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(LEAST_PAUSE_MS, MOST_PAUSE_MS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while another instance wrote", e);
    }
  }
}
