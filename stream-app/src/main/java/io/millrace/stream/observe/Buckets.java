package io.millrace.stream.observe;

import java.time.Duration;
import java.util.Arrays;

/** Upper bounds of the histograms' buckets, ascending; one on each objective. */
final class Buckets {
  private static final double NANOS_A_MILLI = 1e6;

  /** Of what a service does. */
  private static final Duration[] WORK = {
    Duration.ofNanos(20_000),
    Duration.ofNanos(50_000),
    Duration.ofNanos(100_000),
    Duration.ofNanos(250_000),
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(40),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(350),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60)
  };

  /** Of how late labels come. */
  private static final Duration[] LABELS = {
    Duration.ofMinutes(1),
    Duration.ofMinutes(10),
    Duration.ofHours(1),
    Duration.ofHours(6),
    Duration.ofDays(1),
    Duration.ofDays(2),
    Duration.ofDays(3),
    Duration.ofDays(5),
    Duration.ofDays(7),
    Duration.ofDays(10),
    Duration.ofDays(14),
    Duration.ofDays(21),
    Duration.ofDays(30),
    Duration.ofDays(60),
    Duration.ofDays(90)
  };

  private Buckets() {}

  static Duration[] of(Meters meter) {
    return meter == Meters.LABEL_DELAY ? LABELS.clone() : WORK.clone();
  }

  static double[] workMillis() {
    return Arrays.stream(WORK).mapToDouble(bound -> bound.toNanos() / NANOS_A_MILLI).toArray();
  }
}
