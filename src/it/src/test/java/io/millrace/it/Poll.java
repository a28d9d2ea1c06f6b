package io.millrace.it;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at something four times a second until closed. What cannot be seen is looked at again. */
final class Poll implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Poll.class);

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  /** Something to look at. */
  interface Look {
    void take() throws Exception;
  }

  Poll(Look look) {
    var unused = thread.scheduleWithFixedDelay(() -> safely(look), 0, 250, TimeUnit.MILLISECONDS);
  }

  private static void safely(Look look) {
    try {
      look.take();
    } catch (Exception e) {
      LOG.debug("looked in vain", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
