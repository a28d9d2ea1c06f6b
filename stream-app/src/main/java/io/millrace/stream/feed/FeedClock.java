package io.millrace.stream.feed;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/**
 * The label clock of a feeder that does not wait: it ticks to a time once the learning application
 * has read every label that was known by it.
 *
 * <p>Labels pass two topics, ticks one: a tick sent with the labels would overtake them. So a mark
 * is set at a time, and its tick is due when the group's committed offsets have passed, first in
 * the label topic, then in the topic it is repartitioned to, what was there at the mark.
 */
final class FeedClock {
  static final long NONE = Long.MIN_VALUE;
  private final GroupProgress learning;
  private final List<String> hops;
  private long mark = NONE;
  private long ticked = NONE;
  private int hop;
  private Map<TopicPartition, Long> ends = Map.of();

  /**
   * @param hops topics a label passes, in order
   */
  FeedClock(Admin admin, String learningGroup, List<String> hops) {
    this.learning = new GroupProgress(admin, learningGroup);
    this.hops = List.copyOf(hops);
  }

  /** Whether the next {@link #advance} sets a mark: what was sent must have arrived by then. */
  boolean idle() {
    return mark == NONE;
  }

  /** Whether a tick to this time was due already. */
  boolean reached(long time) {
    return ticked >= time;
  }

  /**
   * Call often.
   *
   * @param sent the time by which all labels known have been sent
   * @return the time to tick to, or {@link #NONE}
   */
  long advance(long sent) throws BrokerException {
    if (idle()) {
      mark = sent;
      hop = 0;
      ends = learning.ends(List.of(hops.get(0)));
    }
    while (learning.reached(ends)) {
      hop++;
      if (hop == hops.size()) {
        ticked = mark;
        mark = NONE;
        return ticked;
      }
      ends = learning.ends(List.of(hops.get(hop)));
    }
    return NONE;
  }
}
