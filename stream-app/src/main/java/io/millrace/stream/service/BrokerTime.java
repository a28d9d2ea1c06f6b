package io.millrace.stream.service;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A broker's clock as this process can know it: the time that it put on the last record sent to a
 * topic of {@code LogAppendTime}, and what has passed since by the clock that nobody sets. Never
 * ahead of the broker's, but behind it by the way of an answer. Thread-safe.
 */
final class BrokerTime {
  private boolean known;
  private long last;
  private long at;

  /** A record was appended with this time, epoch milliseconds; to be told when it is known. */
  synchronized void stamped(long time) {
    known = true;
    last = time;
    at = System.nanoTime();
  }

  /** Epoch milliseconds; empty before the first record. */
  synchronized OptionalLong now() {
    if (!known) return OptionalLong.empty();
    return OptionalLong.of(last + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - at));
  }
}
