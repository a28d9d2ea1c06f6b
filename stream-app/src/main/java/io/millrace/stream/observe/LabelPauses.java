package io.millrace.stream.observe;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Pauses between labels, by the clock of this process: whether labels have stopped is asked of
 * them. Labels less than a second apart belong together, so that a batch a day has pauses of a day
 * and not of microseconds. Thread-safe.
 */
final class LabelPauses {
  private static final int KEPT = 100;
  private static final double NANOS = 1e9;
  private static final long TOGETHER_NANOS = 1_000_000_000;

  /** Labels that come without a pause for a second may pause for this long. */
  private static final double LEAST_SECONDS = 60;

  /** Before this many labels nothing is usual. */
  private static final int GRACE = 100;

  private final LongSupplier nanoTime;
  private final long[] pauses = new long[KEPT];
  private int count;
  private long labels;
  private long first;
  private long last;

  LabelPauses(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized void arrived() {
    long now = nanoTime.getAsLong();
    if (labels == 0) first = now;
    if (labels++ > 0 && now - last >= TOGETHER_NANOS) pauses[count++ % KEPT] = now - last;
    last = now;
  }

  /** As before the first: nobody waits for labels here any more. */
  synchronized void forget() {
    labels = 0;
    count = 0;
  }

  /** Seconds since the last label; NaN before the first. */
  synchronized double age() {
    return labels == 0 ? Double.NaN : (nanoTime.getAsLong() - last) / NANOS;
  }

  /**
   * The longest usual pause, seconds: the 99th percentile of those of a second or more. NaN before
   * labels have come for a minute: the first batch of many says nothing of the next.
   */
  synchronized double usual() {
    if (labels == 0 || last - first < LEAST_SECONDS * NANOS) return Double.NaN;
    int known = Math.min(count, KEPT);
    if (known == 0) return TOGETHER_NANOS / NANOS;
    long[] sorted = Arrays.copyOf(pauses, known);
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(0.99 * known) - 1] / NANOS;
  }

  /** Whether it is twice as long as usual, and at least a minute, that no label came. */
  synchronized boolean stopped() {
    return labels >= GRACE && age() > Math.max(LEAST_SECONDS, 2 * usual());
  }
}
