package io.millrace.stream.demo;

import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.FeedRow;
import java.util.concurrent.locks.LockSupport;

/**
 * A feed that waits for what it has given to be scored, and its labels to be joined: at thousands
 * of times the speed of life, a second behind is days behind, and a model that learns so late is
 * not shown at its best.
 */
final class UnhurriedFeed implements Feed {
  /** About a day and a half of the demo's world. */
  private static final int MOST_UNSCORED = 3_000;

  /** Those of about a day. */
  private static final int MOST_UNJOINED = 1_000;

  private static final int LOOK_EVERY = 64;
  private static final long PAUSE_NANOS = 5_000_000;

  private final SimulatorFeed feed;
  private final ServiceCounts counts;
  private final Course course;
  private long given;

  UnhurriedFeed(SimulatorFeed feed, ServiceCounts counts, Course course) {
    this.feed = feed;
    this.counts = counts;
    this.course = course;
  }

  @Override
  public FeedRow next() {
    if (given % LOOK_EVERY == 0) {
      while (isBehind() && !feed.isOver()) LockSupport.parkNanos(PAUSE_NANOS);
    }
    given++;
    return feed.next();
  }

  private boolean isBehind() {
    return given - counts.scored() - counts.odd() > MOST_UNSCORED
        || course.labelsSent() - counts.joined() > MOST_UNJOINED;
  }

  @Override
  public double progress() {
    return feed.progress();
  }
}
