package io.millrace.stream.training;

import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * What happens to one of several instances that write under one transactional id: the next one ends
 * its transaction. It looks again then, whether the other one has written.
 */
final class Fencing {
  /** How often one looks again before it gives up. */
  static final int ATTEMPTS = 50;

  private static final int LEAST_PAUSE_MS = 50;
  private static final int MOST_PAUSE_MS = 400;

  private Fencing() {}

  static boolean is(Throwable cause) {
    return cause instanceof ProducerFencedException
        || cause instanceof InvalidProducerEpochException;
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
