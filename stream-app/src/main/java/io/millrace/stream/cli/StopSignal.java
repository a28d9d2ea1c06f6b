package io.millrace.stream.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGTERM or Ctrl-C as a wish: the command ends its work in order, and the process leaves with the
 * code of that work instead of the signal's.
 */
final class StopSignal implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;
  private static final long LAST_WORDS_MS = 200;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;
  private volatile int code = 1;

  /**
   * @param whenAsked run once when asked to stop, by a thread of its own
   */
  StopSignal(Runnable whenAsked) {
    hook = new Thread(() -> stop(whenAsked), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void stop(Runnable whenAsked) {
    asked.countDown();
    try {
      whenAsked.run();
      if (done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) Thread.sleep(LAST_WORDS_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      System.out.flush();
      System.err.flush();
      // Only so does a process that was signalled leave with a code of its own.
      Runtime.getRuntime().halt(code);
    }
  }

  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Waits to be asked; false if nobody did for so long. */
  boolean await(long millis) throws InterruptedException {
    return asked.await(millis, TimeUnit.MILLISECONDS);
  }

  /** The work is done; says with which code the process is to leave. */
  int finished(int with) {
    code = with;
    return with;
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Asked already; the hook waits for this.
    }
  }
}
