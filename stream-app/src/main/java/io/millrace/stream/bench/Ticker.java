package io.millrace.stream.bench;

import java.util.concurrent.locks.LockSupport;

/** Moves the label clock to the time of the last event scored, ten times a second. */
final class Ticker implements AutoCloseable {
  private static final long EVERY_NANOS = 100_000_000;

  private final Load load;
  private final ScoreTail scores;
  private final Sender sender;
  private final Thread thread = new Thread(this::run, "ticker");
  private volatile boolean closed;

  Ticker(Load load, ScoreTail scores, Sender sender) {
    this.load = load;
    this.scores = scores;
    this.sender = sender;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long told = 0;
    while (!closed) {
      long count = Math.min(scores.count(), load.size());
      if (count > told) sender.tick(load.time((int) count - 1));
      told = count;
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
