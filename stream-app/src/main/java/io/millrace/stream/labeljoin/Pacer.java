package io.millrace.stream.labeljoin;

import java.util.function.LongSupplier;

/**
 * A token bucket that bounds a rate over time: a tenth of a second's worth may go at once, and what
 * was taken beyond that is a debt that time pays. Not thread-safe.
 */
final class Pacer {
  private static final double BURST_SECONDS = 0.1;

  private final double perNano;
  private final double capacity;
  private final LongSupplier nanoTime;
  private double tokens;
  private long at;

  /**
   * @param perSecond tokens a second, above 0
   * @param nanoTime a clock that never goes back, nanoseconds
   */
  Pacer(double perSecond, LongSupplier nanoTime) {
    perNano = perSecond / 1e9;
    capacity = Math.max(1, perSecond * BURST_SECONDS);
    this.nanoTime = nanoTime;
    tokens = capacity;
    at = nanoTime.getAsLong();
  }

  /** How many may be taken now without debt, at most {@code wanted}. */
  int available(int wanted) {
    refill();
    return (int) Math.max(0, Math.min(wanted, tokens));
  }

  void take(int count) {
    tokens -= count;
  }

  /** Nanoseconds until the debt is paid; 0 if there is none. */
  long debt() {
    if (tokens >= 0) return 0;
    refill();
    return tokens >= 0 ? 0 : (long) (-tokens / perNano);
  }

  private void refill() {
    long now = nanoTime.getAsLong();
    tokens = Math.min(capacity, tokens + (now - at) * perNano);
    at = now;
  }
}
