package io.millrace.stream.training;

import java.time.Duration;
import java.util.Optional;

/**
 * How a replica follows its log, as others are told. One thread says it, any number ask; they see a
 * change at once, and may wait for it.
 */
final class Following {
  private static final long LEAST_BACKOFF_MS = 100;
  private static final long MOST_BACKOFF_MS = 10_000;

  private final Object change = new Object();
  private volatile boolean caughtUp;
  private volatile boolean ready;
  private volatile boolean dead;
  private volatile boolean closed;
  private volatile long lag = -1;
  private volatile Optional<String> problem = Optional.empty();
  private long backoff = LEAST_BACKOFF_MS;

  boolean caughtUp() {
    return caughtUp;
  }

  boolean ready() {
    return ready;
  }

  boolean isDead() {
    return dead;
  }

  boolean isClosed() {
    return closed;
  }

  long lag() {
    return lag;
  }

  /** Why it does not follow the log, if it does not. */
  Optional<String> problem() {
    return problem;
  }

  /**
   * Waits until it has caught up.
   *
   * @return false if it has not within {@code patience}
   */
  boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (change) {
      while (!caughtUp && !closed) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) return false;
        change.wait(left);
      }
      return caughtUp;
    }
  }

  // What the reading thread says.

  void lag(long offsets) {
    lag = offsets;
  }

  /** Having caught up it is ready, and stays so under load. */
  void caughtUp(boolean now) {
    if (now == caughtUp) return;
    synchronized (change) {
      caughtUp = now;
      if (now) ready = true;
      change.notifyAll();
    }
  }

  /**
   * It reads on, but must not be relied on.
   *
   * @return whether that is news
   */
  boolean unready(String why) {
    boolean news = isNews(why);
    problem = Optional.of(why);
    ready = false;
    return news;
  }

  /**
   * It stands.
   *
   * @return whether that is news
   */
  boolean failed(String why) {
    boolean news = isNews(why);
    problem = Optional.of(why);
    synchronized (change) {
      caughtUp = false;
      ready = false;
    }
    return news;
  }

  private boolean isNews(String why) {
    return !problem.equals(Optional.of(why));
  }

  /** Only a restart of the process can help. */
  void died(String why) {
    dead = true;
    failed(why);
  }

  /**
   * @return whether there was a problem
   */
  boolean recovered() {
    backoff = LEAST_BACKOFF_MS;
    boolean news = problem.isPresent();
    problem = Optional.empty();
    return news;
  }

  /** Waits before the next attempt, each time twice as long up to ten seconds; not once closed. */
  void pause() {
    long deadline = System.nanoTime() + backoff * 1_000_000;
    try {
      synchronized (change) {
        for (long left = backoff; left > 0 && !closed; ) {
          change.wait(left);
          left = (deadline - System.nanoTime()) / 1_000_000;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
    backoff = Math.min(MOST_BACKOFF_MS, 2 * backoff);
  }

  void close() {
    synchronized (change) {
      closed = true;
      change.notifyAll();
    }
  }
}
