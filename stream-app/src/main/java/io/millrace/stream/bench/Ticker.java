package io.millrace.stream.bench;

import java.util.concurrent.locks.LockSupport;

/**
 * Moves the label clock to the time of the last event scored, ten times a second. It goes on by a
 * millisecond where none was: what the label join reads behind its own horizon waits for a tick.
 */
final class Ticker implements AutoCloseable {
  private static final long EVERY_NANOS = 100_000_000;

  private final Load load;
  private final RecordTail scores;
  private final Sender sender;
  private final Thread thread = new Thread(this::run, "ticker");
  private volatile boolean closed;

  Ticker(Load load, RecordTail scores, Sender sender) {
    this.load = load;
    this.scores = scores;
    this.sender = sender;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long told = Long.MIN_VALUE;
    while (!closed) {
      int count = (int) Math.min(scores.count(), load.size());
      if (count > 0) {
        told = Math.max(told + 1, load.time(count - 1));
        sender.tick(told);
      }
      LockSupport.parkNanos(EVERY_NANOS);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
