package io.millrace.stream.service;

import io.millrace.stream.service.HangingTransactions.Open;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long transactions have been open, by who looks now and then: never more than they have. Looks
 * are one thread's; the answer is everyone's.
 */
final class OpenTransactions {
  /**
   * The longest that a broker lets one be open: {@code transaction.max.timeout.ms}, as it ships.
   */
  static final Duration LONGEST = Duration.ofMinutes(15);

  private final Set<Open> told = new HashSet<>();
  private Map<Open, Long> since = Map.of();
  private volatile double oldestSeconds;

  /**
   * Notes what is open at a moment of {@link System#nanoTime}.
   *
   * @return those that have been open for {@link #LONGEST}, each once
   */
  List<Open> look(Set<Open> open, long nanoTime) {
    Map<Open, Long> before = since;
    Map<Open, Long> now = new HashMap<>();
    for (Open each : open) now.put(each, before.getOrDefault(each, nanoTime));
    since = now;
    long oldest = now.values().stream().mapToLong(seen -> nanoTime - seen).max().orElse(0);
    oldestSeconds = oldest / 1e9;
    told.retainAll(open);
    return open.stream()
        .filter(each -> nanoTime - now.get(each) >= LONGEST.toNanos())
        .filter(told::add)
        .toList();
  }

  /** Seconds that the one open for longest had been so at the last look; 0 where none was. */
  double oldestSeconds() {
    return oldestSeconds;
  }
}
