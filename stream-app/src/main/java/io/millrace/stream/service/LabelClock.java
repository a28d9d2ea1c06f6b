package io.millrace.stream.service;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ticks the label clock of a pipeline by the wall clock: each second it tells every partition of
 * the label join up to when labels are known to have been read, less {@code labels.grace}.
 *
 * <p>That is the wall clock while neither labels nor events have a lag, else the Kafka timestamp of
 * the oldest unread record of both, one that an open transaction of its producer holds back
 * included: it was there, whenever it can be read. Events count because a label waits for its event
 * for so long by this clock: were it ahead of scoring, as when a new generation reads months of
 * events beside a short label topic, labels would be forgotten before their events are scored.
 * While scoring stands still so does the clock; nothing is lost by it.
 *
 * <p>What was read is not joined yet: it is on its way by repartitions and the feature log. So a
 * time is first taken and told once each of them has been read up to the end that it had when the
 * one before it was. At full load that takes about a round a hop. The clock never goes back. Only
 * the owner of the first label join task ticks; two owners for a moment do no harm.
 *
 * <p>What it closes is closed for good, so one machine whose clock is ahead must not move it: the
 * wall clock counts no further than the broker's does, which stamps each tick ({@link BrokerTime}).
 *
 * <p>Cost of a round: a request for ends and one for commits a hop, three for partitions and ends a
 * source, and a fetch for each partition with unread records, markers or an open transaction.
 */
final class LabelClock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LabelClock.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration CLOSING = Duration.ofSeconds(5);
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private final Pipeline pipeline;
  private final PipelineTopics topics;
  private final LongSupplier wall;
  private final BrokerTime broker = new BrokerTime();
  private final BooleanSupplier isOwner;
  private final GroupOffsets scoring;
  private final GroupOffsets learning;

  /** What lies between the sources and the label join, in the order of the dataflow. */
  private final List<Hop> hops;

  private final KafkaProducer<String, Long> producer;
  private final ScheduledExecutorService timer;
  private Candidate candidate;
  private long told = Long.MIN_VALUE;
  private boolean toldAhead;
  private String problem = "";

  /** A topic on the way to the label join, and who reads it. */
  private record Hop(String topic, GroupOffsets reader) {}

  /** A time to be told once this hop is read up to {@code ends}, and those behind it are. */
  private record Candidate(long time, int hop, Map<TopicPartition, Long> ends) {}

  LabelClock(
      Map<String, Object> client, Admin admin, PipelineTopics topics, BooleanSupplier isOwner) {
    this(client, admin, topics, isOwner, System::currentTimeMillis);
  }

  /**
   * @param wall epoch milliseconds
   */
  LabelClock(
      Map<String, Object> client,
      Admin admin,
      PipelineTopics topics,
      BooleanSupplier isOwner,
      LongSupplier wall) {
    this.pipeline = topics.pipeline();
    this.topics = topics;
    this.isOwner = isOwner;
    this.wall = wall;
    scoring = new GroupOffsets(client, admin, topics.scoringApplication());
    learning = new GroupOffsets(client, admin, topics.learningApplication());
    hops = hops(topics, scoring, learning);
    producer = producer(client, topics.clock());
    timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "label-clock-" + pipeline.name());
              thread.setDaemon(true);
              return thread;
            });
  }

  private static List<Hop> hops(
      PipelineTopics topics, GroupOffsets scoring, GroupOffsets learning) {
    List<Hop> hops = new ArrayList<>();
    List<String> events = topics.eventPath();
    topics
        .hops()
        .forEach(topic -> hops.add(new Hop(topic, events.contains(topic) ? scoring : learning)));
    return hops;
  }

  void start() {
    timer.scheduleWithFixedDelay(
        this::round, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One look at the groups, and a tick where all is read. */
  void round() {
    try {
      if (isOwner.getAsBoolean()) {
        if (candidate == null) candidate = measure();
        while (candidate != null && hops.get(candidate.hop()).reader().haveRead(candidate.ends())) {
          candidate = onward(candidate);
        }
      } else {
        candidate = null;
      }
      problem = "";
    } catch (RuntimeException e) {
      // A timer forgets a task that throws, and the clock would stand still for ever.
      if (!problem.equals(String.valueOf(e.getMessage()))) {
        LOG.warn("{}: the label clock stands still: {}", pipeline.name(), e.getMessage());
      }
      problem = String.valueOf(e.getMessage());
    }
  }

  /** The hop of it is read: on to the next, or told behind the last. */
  private Candidate onward(Candidate read) {
    int next = read.hop() + 1;
    if (next < hops.size()) return at(next, read.time());
    if (read.time() > told) {
      told = read.time();
      for (int p = 0; p < pipeline.partitions(); p++) send(p, told);
    }
    return null;
  }

  /** Open transactions count too: what they hold may be events or labels that were read. */
  private Candidate at(int hop, long time) {
    Hop on = hops.get(hop);
    return new Candidate(
        time,
        hop,
        on.reader().ends(on.topic(), pipeline.partitions(), IsolationLevel.READ_UNCOMMITTED));
  }

  private void send(int partition, long time) {
    var unused =
        producer.send(
            new ProducerRecord<>(topics.clock().name(), partition, null, time),
            (stamped, failed) -> {
              if (failed == null && partition == 0) broker.stamped(stamped.timestamp());
            });
  }

  /** The clocks are read first: what arrives meanwhile is later than they say. */
  private Candidate measure() {
    long now = wall.getAsLong();
    OptionalLong brokers = broker.now();
    if (brokers.isEmpty()) {
      // No event is so old that this closes it; its time of arrival is what is wanted.
      send(0, 0);
      return null;
    }
    List<Long> unread = unread(learning, topics.labels());
    unread.addAll(unread(scoring, topics.events()));
    if (unread.contains(GroupOffsets.UNKNOWN)) return null;
    long known = Math.min(now, brokers.getAsLong());
    tellIfAhead(now - known);
    long oldest = unread.stream().mapToLong(Long::longValue).min().orElse(known);
    return at(0, Math.min(known, oldest) - pipeline.labels().grace().toMillis());
  }

  /** Once, until it is right again. */
  private void tellIfAhead(long millis) {
    boolean ahead = millis > AHEAD.toMillis();
    if (ahead && !toldAhead) {
      LOG.warn(
          "{}: the clock of this machine is {} s ahead of the broker's; the label clock goes by the"
              + " broker's",
          pipeline.name(),
          millis / 1_000);
    }
    toldAhead = ahead;
  }

  private static List<Long> unread(GroupOffsets reader, Topic<?, ?> source) {
    int partitions = reader.partitionsOf(source.name());
    var readable = reader.ends(source.name(), partitions, IsolationLevel.READ_COMMITTED);
    var ends = reader.ends(source.name(), partitions, IsolationLevel.READ_UNCOMMITTED);
    List<Long> unread = reader.unread(readable);
    unread.addAll(reader.heldBack(readable, ends));
    return unread;
  }

  private static KafkaProducer<String, Long> producer(
      Map<String, Object> client, Topic<String, Long> clock) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    return new KafkaProducer<>(settings, clock.keys().serializer(), clock.values().serializer());
  }

  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) timer.shutdownNow();
    } catch (InterruptedException e) {
      timer.shutdownNow();
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSING);
    scoring.close();
    learning.close();
  }
}
