package io.millrace.stream.observe;

import java.util.function.Supplier;

/**
 * The scrapes of a process, one at a time, so that what many gauges tell can be looked at once for
 * all of them. Thread-safe.
 */
final class Scrapes {
  private static final long NONE = 0;

  private long last;
  private volatile long underWay = NONE;

  /** Answers a scrape. */
  synchronized String answer(Supplier<String> everything) {
    underWay = ++last;
    try {
      return everything.get();
    } finally {
      underWay = NONE;
    }
  }

  /** The number of the scrape under way, from 1; 0 where there is none. */
  long underWay() {
    return underWay;
  }
}
