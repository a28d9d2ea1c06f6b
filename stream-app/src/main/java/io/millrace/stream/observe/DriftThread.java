package io.millrace.stream.observe;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which windows are compared, so that those who score need not wait; where it cannot
 * keep up windows are left out. What fails is logged, and the rest goes on. Thread-safe.
 */
final class DriftThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DriftThread.class);
  private static final int WAITING_WINDOWS = 2;
  private static final long LOOK_EVERY_MS = 250;

  private final String pipeline;
  private final AtomicInteger waiting = new AtomicInteger();
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, DriftThread::daemon);

  DriftThread(String pipeline) {
    this.pipeline = pipeline;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "drift");
    thread.setDaemon(true);
    return thread;
  }

  /** Four times a second from now on. */
  void look(Runnable work) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> safely(work), LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
  }

  /** Once, if not too many windows wait already. */
  void compare(Runnable work) {
    if (waiting.incrementAndGet() > WAITING_WINDOWS) {
      waiting.decrementAndGet();
      return;
    }
    try {
      thread.execute(
          () -> {
            waiting.decrementAndGet();
            safely(work);
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("closed", e);
    }
  }

  private void safely(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("{}: looking for drift failed; going on", pipeline, e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
