package io.millrace.stream.feed;

import java.util.concurrent.locks.LockSupport;

/** Holds a feed back to a rate and to a speed of event time, from its first event on. */
final class Pace {
  private static final long NOT_WORTH_A_NAP_NANOS = 500_000;

  private final double rate;
  private final double speed;
  private final long start = System.nanoTime();
  private long firstTime = Long.MIN_VALUE;

  /**
   * @param rate events a second, 0 for no bound
   * @param speed event time over wall time, 0 for no bound
   */
  Pace(double rate, double speed) {
    this.rate = rate;
    this.speed = speed;
  }

  /**
   * Returns when the next event is due.
   *
   * @param sent events before it
   * @param time the event time it brings the feed to, epoch milliseconds
   */
  void await(long sent, long time) {
    if (firstTime == Long.MIN_VALUE) firstTime = time;
    double due = 0;
    if (rate > 0) due = sent / rate;
    if (speed > 0) due = Math.max(due, (time - firstTime) / 1000.0 / speed);
    long ahead = start + (long) (due * 1e9) - System.nanoTime();
    if (ahead > NOT_WORTH_A_NAP_NANOS) LockSupport.parkNanos(ahead);
  }
}
