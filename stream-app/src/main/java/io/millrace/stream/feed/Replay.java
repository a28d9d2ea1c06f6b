package io.millrace.stream.feed;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.topic.PipelineTopics;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds events into a pipeline's topics in stream order, and each label when it is known by the
 * events' time.
 *
 * <p>Free running, it goes as fast as asked and the service scores with whatever it has learnt by
 * then. In lockstep it waits after each stretch of event time until the service has scored and
 * learnt all of it, so that runs can be repeated score for score.
 */
public final class Replay {
  /**
   * @param rate events a second, 0 for no bound
   * @param speed event time over wall time, 0 for no bound
   * @param lockstep length of a stretch of event time, zero to run free
   * @param labelDelay from event time until a feed's own label is known
   * @param positivesOnly whether only positive labels are told
   * @param inFlight events that may be sent and not scored yet, and labels sent and not joined yet,
   *     when running free: a feeder ahead of the service tells labels before their events are
   *     scored, and has later events scored by an older model
   * @param patience how long to wait for the service to follow before giving up
   */
  public record Options(
      double rate,
      double speed,
      Duration lockstep,
      Duration labelDelay,
      boolean positivesOnly,
      long inFlight,
      Duration patience) {
    public static final long DEFAULT_IN_FLIGHT = 3_000;
  }

  /**
   * What was sent.
   *
   * @param clock event time reached, epoch milliseconds
   */
  public record Summary(long events, long labels, long labelsNotYetKnown, long clock) {}

  /** Hears how far the feed has come. */
  @FunctionalInterface
  public interface Progress {
    void at(long events, long labels, long clock, double share);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
  private static final long TICK_NANOS = 50_000_000;

  /** How many events may be sent between two looks at how far the service has come. */
  private static final int LOOK_EVERY = 1_000;

  private final Pipeline pipeline;
  private final PipelineTopics topics;
  private final Map<String, Object> clients;
  private final Options options;
  private final BooleanSupplier stop;
  private final LabelSchedule schedule = new LabelSchedule();
  private FeedChecks checks;
  private long events;
  private long labels;
  private long clock = Long.MIN_VALUE;

  /**
   * @param clients settings of the Kafka clients, {@code bootstrap.servers} among them
   * @param stop ends the feed early
   */
  public Replay(
      Pipeline pipeline, Map<String, Object> clients, Options options, BooleanSupplier stop) {
    this.pipeline = pipeline;
    this.topics = new PipelineTopics(pipeline);
    this.clients = new HashMap<>(clients);
    this.options = options;
    this.stop = stop;
  }

  /**
   * @param known labels of a file of their own, besides those that the feed carries
   */
  public Summary run(Feed feed, List<KnownLabel> known, Progress progress)
      throws IOException, TimeoutException {
    for (KnownLabel label : known) {
      tell(label.id(), label.value(), label.knownAt(), label.channel());
    }
    try (Admin admin = Admin.create(clients);
        FeedWriter writer = new FeedWriter(pipeline, topics, clients)) {
      checks = new FeedChecks(topics, clients, admin);
      if (options.lockstep().isZero()) {
        runFree(feed, admin, writer, progress);
      } else {
        try (Lockstep lockstep =
            new Lockstep(topics, clients, admin, writer, options.patience(), stop)) {
          runInLockstep(feed, lockstep, writer, progress);
        }
      }
      writer.flush();
    }
    return new Summary(events, labels, schedule.size(), clock);
  }

  private void runFree(Feed feed, Admin admin, FeedWriter writer, Progress progress)
      throws IOException, TimeoutException {
    FeedClock ticks = new FeedClock(admin, topics.learningApplication(), topics.labelPath());
    GroupProgress scoring = new GroupProgress(admin, topics.scoringApplication());
    GroupProgress learning = new GroupProgress(admin, topics.learningApplication());
    Pace pace = new Pace(options.rate(), options.speed());
    long nextTick = System.nanoTime();
    for (FeedRow row = feed.next(); row != null && !stop.getAsBoolean(); row = feed.next()) {
      clock = Math.max(clock, row.time());
      pace.await(events, clock);
      tellLabels(writer, clock, false);
      tellEvent(writer, row);
      long now = System.nanoTime();
      if (now >= nextTick || events % LOOK_EVERY == 0) {
        tick(ticks, writer);
        writer.flush();
        scoring.awaitLag(topics.eventPath(), options.inFlight(), options.patience(), stop);
        learning.awaitLag(topics.labelPath(), options.inFlight(), options.patience(), stop);
        progress.at(events, labels, clock, feed.progress());
        nextTick = System.nanoTime() + TICK_NANOS;
      }
    }
    if (clock == Long.MIN_VALUE) {
      return;
    }
    long deadline = System.nanoTime() + options.patience().toNanos();
    writer.flush();
    while (!ticks.reached(clock) && !stop.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "the learning application has not read all labels after "
                + options.patience()
                + "; is the service running on this pipeline?");
      }
      tick(ticks, writer);
      GroupProgress.pause(20);
    }
    progress.at(events, labels, clock, 1);
  }

  private void tick(FeedClock ticks, FeedWriter writer) throws BrokerException {
    if (ticks.idle()) {
      writer.flush();
    }
    long due = ticks.advance(clock);
    if (due != FeedClock.NONE) {
      writer.tick(due);
    }
  }

  private void runInLockstep(Feed feed, Lockstep lockstep, FeedWriter writer, Progress progress)
      throws IOException, TimeoutException {
    long stretch = options.lockstep().toMillis();
    long boundary = Long.MIN_VALUE;
    for (FeedRow row = feed.next(); row != null && !stop.getAsBoolean(); row = feed.next()) {
      clock = Math.max(clock, row.time());
      long start = Math.floorDiv(clock, stretch) * stretch;
      if (boundary == Long.MIN_VALUE) {
        boundary = start;
      } else if (start > boundary) {
        boundary = start;
        learn(lockstep, writer, boundary);
        progress.at(events, labels, clock, feed.progress());
      }
      tellEvent(writer, row);
    }
    if (clock != Long.MIN_VALUE && !stop.getAsBoolean()) {
      learn(lockstep, writer, clock);
    }
    progress.at(events, labels, clock, 1);
  }

  private void learn(Lockstep lockstep, FeedWriter writer, long until)
      throws IOException, TimeoutException {
    lockstep.awaitScored();
    tellLabels(writer, until, true);
    lockstep.learn(until);
  }

  private void tellEvent(FeedWriter writer, FeedRow row) throws BrokerException {
    if (events == 0) {
      checks.warnings(row.time()).forEach(LOG::warn);
    }
    writer.event(row);
    events++;
    if (row.id() != null && row.label() != null) {
      tell(row.id(), row.label(), row.time() + options.labelDelay().toMillis(), null);
    }
  }

  private void tell(String id, String value, long knownAt, String channel) {
    if (!options.positivesOnly() || pipeline.labels().positive().contains(value)) {
      schedule.add(id, value, knownAt, channel);
    }
  }

  private void tellLabels(FeedWriter writer, long until, boolean held) throws BrokerException {
    for (KnownLabel label = schedule.poll(until); label != null; label = schedule.poll(until)) {
      writer.label(label, held);
      labels++;
    }
  }
}
