package io.millrace.stream.feed;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.RecommendTopics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Feeds activity into a pipeline's topic in stream order.
 *
 * <p>Free running, it goes as fast as asked and the service lists with whatever it has learnt by
 * then. In lockstep what a stretch of event time teaches is held, and learnt everywhere before the
 * next begins, so that runs can be repeated list for list. What is said of items up to an
 * activity's time goes before it; in lockstep it is learnt with the stretch, before its lessons.
 */
public final class ActivityReplay {
  /**
   * @param rate activities a second, 0 for no bound
   * @param speed event time over wall time, 0 for no bound
   * @param lockstep length of a stretch of event time, zero to run free
   * @param inFlight activities that may be sent and not answered yet, when running free
   * @param patience how long to wait for the service to follow before giving up
   */
  public record Options(
      double rate, double speed, Duration lockstep, long inFlight, Duration patience) {}

  /**
   * What was sent.
   *
   * @param items what was said of items; what is later than the last activity is not sent
   * @param clock event time reached, epoch milliseconds
   */
  public record Summary(long events, long items, long clock) {}

  /** How many activities may be sent between two looks at how far the service has come. */
  private static final int LOOK_EVERY = 1_000;

  private static final long LOOK_NANOS = 200_000_000;

  private final RecommendTopics topics;
  private final Map<String, Object> clients;
  private final Options options;
  private final BooleanSupplier stop;
  private long events;
  private long notices;
  private long clock = Long.MIN_VALUE;

  /**
   * @param clients settings of the Kafka clients, {@code bootstrap.servers} among them
   * @param stop ends the feed early
   */
  public ActivityReplay(
      RecommendPipeline pipeline,
      Map<String, Object> clients,
      Options options,
      BooleanSupplier stop) {
    topics = new RecommendTopics(pipeline);
    this.clients = Map.copyOf(clients);
    this.options = options;
    this.stop = stop;
  }

  /** Returns when every activity is answered and every replica has learnt it. */
  public Summary run(Feed feed, Replay.Progress progress) throws IOException, TimeoutException {
    return run(feed, ItemFeed.none(), progress);
  }

  /** The same, and says what is said of items. */
  public Summary run(Feed feed, ItemFeed items, Replay.Progress progress)
      throws IOException, TimeoutException {
    try (Admin admin = Admin.create(clients);
        TopicWriter writer = new TopicWriter(clients);
        LearntEverywhere learnt = new LearntEverywhere(topics, clients, options.patience(), stop)) {
      GroupProgress group = new GroupProgress(admin, topics.application());
      if (options.lockstep().isZero()) {
        runFree(feed, items, group, writer, progress);
      } else {
        runInLockstep(feed, items, group, learnt, writer, progress);
      }
      awaitNotices(writer, group);
      group.awaitDrained(topics.path(), options.patience(), stop);
      learnt.awaitReplicas(group);
    }
    progress.at(events, 0, clock, 1);
    return new Summary(events, notices, clock);
  }

  private void runFree(
      Feed feed, ItemFeed items, GroupProgress group, TopicWriter writer, Replay.Progress progress)
      throws IOException, TimeoutException {
    Pace pace = new Pace(options.rate(), options.speed());
    long nextLook = System.nanoTime() + LOOK_NANOS;
    for (FeedRow row = feed.next(); row != null && !stop.getAsBoolean(); row = feed.next()) {
      clock = Math.max(clock, row.time());
      pace.await(events, clock);
      tell(writer, items);
      // What a file says from its beginning on is known before the first list.
      if (events == 0) awaitNotices(writer, group);
      tell(writer, row, false);
      if (System.nanoTime() >= nextLook || events % LOOK_EVERY == 0) {
        writer.flush();
        group.awaitLag(topics.path(), options.inFlight(), options.patience(), stop);
        progress.at(events, 0, clock, feed.progress());
        nextLook = System.nanoTime() + LOOK_NANOS;
      }
    }
  }

  private void runInLockstep(
      Feed feed,
      ItemFeed items,
      GroupProgress group,
      LearntEverywhere learnt,
      TopicWriter writer,
      Replay.Progress progress)
      throws IOException, TimeoutException {
    long stretch = options.lockstep().toMillis();
    long boundary = Long.MIN_VALUE;
    for (FeedRow row = feed.next(); row != null && !stop.getAsBoolean(); row = feed.next()) {
      clock = Math.max(clock, row.time());
      long start = Math.floorDiv(clock, stretch) * stretch;
      if (boundary == Long.MIN_VALUE) {
        boundary = start;
        tell(writer, items);
        awaitNotices(writer, group);
        if (notices > 0) learnt.awaitReplicas(group);
      } else if (start > boundary) {
        boundary = start;
        learn(items, group, learnt, writer, boundary);
        progress.at(events, 0, clock, feed.progress());
      }
      tell(writer, row, true);
    }
    if (clock != Long.MIN_VALUE && !stop.getAsBoolean()) {
      learn(items, group, learnt, writer, clock + 1);
    }
  }

  private void learn(
      ItemFeed items, GroupProgress group, LearntEverywhere learnt, TopicWriter writer, long until)
      throws IOException, TimeoutException {
    writer.flush();
    group.awaitDrained(topics.path(), options.patience(), stop);
    // Only now: what is said of items holds at once, and not for lists of the stretch that ends.
    tell(writer, items);
    awaitNotices(writer, group);
    learnt.beforeTick();
    byte[] tick = topics.clock().values().serializer().serialize(topics.clock().name(), until);
    for (int partition = 0; partition < topics.pipeline().partitions(); partition++) {
      writer.send(new ProducerRecord<>(topics.clock().name(), partition, null, null, tick));
    }
    writer.flush();
    learnt.awaitClock(until);
    learnt.awaitReplicas(group);
  }

  /** Says what is said of items until now. */
  private void tell(TopicWriter writer, ItemFeed items) throws BrokerException {
    for (FeedRow row = items.next(clock); row != null; row = items.next(clock)) {
      writer.send(
          new ProducerRecord<>(
              topics.items().name(), null, null, FeedWriter.bytes(row.key()), row.json()));
      notices++;
    }
  }

  /** Waits until all that was said of items is in the training log. */
  private void awaitNotices(TopicWriter writer, GroupProgress group)
      throws BrokerException, TimeoutException {
    writer.flush();
    if (notices > 0) {
      group.awaitDrained(List.of(topics.items().name()), options.patience(), stop);
    }
  }

  private void tell(TopicWriter writer, FeedRow row, boolean held) throws BrokerException {
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(
            topics.activity().name(), null, row.time(), FeedWriter.bytes(row.key()), row.json());
    if (held) {
      message.headers().add(LogTopics.HOLD_HEADER, new byte[] {1});
    }
    writer.send(message);
    events++;
  }
}
