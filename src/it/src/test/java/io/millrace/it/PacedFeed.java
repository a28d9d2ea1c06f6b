package io.millrace.it;

import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.FeedRow;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongToDoubleFunction;

/**
 * A feed as fast as is said for each event time, with pauses, that remembers when it was where.
 * Handed out by one thread; asked by others when it is at its end.
 */
final class PacedFeed implements Feed {
  private final Feed feed;
  private final LongToDoubleFunction rate;
  private final TreeMap<Long, Long> pauses;
  private final TreeMap<Long, Long> clocks = new TreeMap<>();
  private final TreeMap<Long, Integer> rows = new TreeMap<>();
  private long due = System.nanoTime();
  private int count;

  /**
   * @param rate events a second, by event time
   * @param pauses how long it waits before the first event from a time on, both milliseconds
   */
  PacedFeed(Feed feed, LongToDoubleFunction rate, Map<Long, Long> pauses) {
    this.feed = feed;
    this.rate = rate;
    this.pauses = new TreeMap<>(pauses);
  }

  @Override
  public FeedRow next() throws IOException {
    FeedRow row = feed.next();
    if (row == null) return null;
    if (!pauses.isEmpty() && pauses.firstKey() <= row.time()) {
      due = System.nanoTime() + pauses.pollFirstEntry().getValue() * 1_000_000;
    }
    // A feeder that was held up does not make up for it by a rush.
    due =
        Math.max(due, System.nanoTime() - 100_000_000)
            + (long) (1e9 / rate.applyAsDouble(row.time()));
    for (long ahead = due - System.nanoTime(); ahead > 500_000; ahead = due - System.nanoTime()) {
      LockSupport.parkNanos(ahead);
    }
    clocks.put(System.currentTimeMillis(), row.time());
    rows.put(row.time(), ++count);
    return row;
  }

  @Override
  public double progress() {
    return feed.progress();
  }

  /** The event time that it had reached. */
  long clockAt(long wall) {
    return clocks.floorEntry(wall).getValue();
  }

  /** When it reached an event time. */
  long wallAt(long clock) {
    return clocks.entrySet().stream()
        .filter(entry -> entry.getValue() >= clock)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  /** How many rows have a time up to this. */
  int rowsUpTo(long clock) {
    Map.Entry<Long, Integer> last = rows.floorEntry(clock);
    return last == null ? 0 : last.getValue();
  }

  @Override
  public void close() throws IOException {
    feed.close();
  }
}
