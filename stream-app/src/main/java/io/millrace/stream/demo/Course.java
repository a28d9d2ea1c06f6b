package io.millrace.stream.demo;

import java.time.Duration;
import java.time.Instant;

/** How far the demo's stream has come. Told by the feeding thread, read by any. */
final class Course {
  private static final double SMOOTHING_NANOS = 2e9;

  private final long began = System.nanoTime();
  private long clock;
  private long sent;
  private long labelsSent;
  private long toldAt;
  private double perSecond;

  /** One that begins now, at this simulated time. */
  Course(Instant begin) {
    clock = begin.toEpochMilli();
  }

  /**
   * @param events sent so far
   * @param labels sent so far
   * @param time simulated, epoch milliseconds
   */
  synchronized void at(long events, long labels, long time) {
    long now = System.nanoTime();
    if (toldAt != 0 && now > toldAt) {
      double latest = (events - sent) * 1e9 / (now - toldAt);
      double weight = 1 - Math.exp(-(now - toldAt) / SMOOTHING_NANOS);
      perSecond += weight * (latest - perSecond);
    }
    toldAt = now;
    sent = events;
    labelsSent = labels;
    clock = Math.max(clock, time);
  }

  /** Wall time since the stream began. */
  Duration passed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Simulated time that has been sent. */
  synchronized Instant clock() {
    return Instant.ofEpochMilli(clock);
  }

  synchronized long sent() {
    return sent;
  }

  synchronized long labelsSent() {
    return labelsSent;
  }

  /** Events sent a second over the last few seconds. */
  synchronized double perSecond() {
    return perSecond;
  }
}
