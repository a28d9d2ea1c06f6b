package io.millrace.stream.feed;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Labels waiting for the moment they are known; handed out in that order. */
final class LabelSchedule {
  private final PriorityQueue<KnownLabel> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong(KnownLabel::knownAt).thenComparingLong(KnownLabel::sequence));
  private long sequence;

  /**
   * @param channel null where nothing is said of it
   */
  void add(String id, String value, long knownAt, String channel) {
    waiting.add(new KnownLabel(id, value, knownAt, sequence++, channel));
  }

  /** The next label known by a time, or null. */
  KnownLabel poll(long time) {
    return waiting.isEmpty() || waiting.peek().knownAt() > time ? null : waiting.poll();
  }

  int size() {
    return waiting.size();
  }
}
