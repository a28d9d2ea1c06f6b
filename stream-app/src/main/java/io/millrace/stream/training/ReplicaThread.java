package io.millrace.stream.training;

import io.millrace.model.pipeline.Difference;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.TopicAdmin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads the training log and has it learnt. Starts from the newest whole snapshot,
 * or from the log's beginning. After a failure it says why and tries again. How far it is it tells
 * {@link Following}; what it has taught is in the {@link ServedModel}.
 */
final class ReplicaThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaThread.class);
  private static final long LONGEST_POLL_MS = 100;
  private static final long CLOSING_MS = 15_000;

  private final Map<String, Object> client;
  private final LogTopics topics;
  private final ReplicaSettings settings;
  private final String log;
  private final TopicPartition partition;
  private final Snapshots snapshots;
  private final Restoring restoring;
  private final ServedModel model;
  private final Following following;
  private final Succession succession;
  private final Thread thread;

  // The thread's own.
  private ReportSender reports;
  private SnapshotSender sender;
  private boolean restored;

  private volatile boolean silent;
  private volatile KafkaConsumer<String, LogRecord> consumer;
  private volatile List<Difference> differences = List.of();
  private volatile LogView view = LogView.NOTHING;

  /**
   * @param client settings of every Kafka client, e.g. {@code bootstrap.servers}
   * @param log topic id of the training log
   * @param model taught by this thread alone
   * @param following told by this thread alone, but for its closing
   */
  ReplicaThread(
      Map<String, Object> client,
      LogTopics topics,
      String log,
      ReplicaSettings settings,
      ServedModel model,
      Following following) {
    this.client = client;
    this.topics = topics;
    this.settings = settings;
    this.log = log;
    this.model = model;
    this.following = following;
    partition = new TopicPartition(topics.trainingLog().name(), 0);
    snapshots = new Snapshots(client, topics, log);
    restoring = new Restoring(topics, snapshots);
    succession = new Succession(topics, model);
    thread = new Thread(this::run, "replica-" + topics.pipeline().name());
    thread.setDaemon(true);
  }

  /** Begins to read; once. */
  void start() {
    reports = new ReportSender(client, topics, settings);
    sender = new SnapshotSender(client, topics, snapshots, settings);
    thread.start();
  }

  /**
   * In what this instance's pipeline file differs from the settings in force at the end of the log
   * as it was read.
   */
  List<Difference> differences() {
    return differences;
  }

  /** What is known of the log, all of one moment. */
  LogView view() {
    return view;
  }

  /** The newest snapshot known to this instance. */
  Optional<Snapshot> lastSnapshot() {
    return sender == null ? Optional.empty() : sender.last();
  }

  /** Its last report stays when it closes. */
  void leaveSilently() {
    silent = true;
  }

  private void run() {
    try {
      while (!following.isClosed()) follow();
    } catch (Throwable death) {
      following.died("its thread died of " + death);
      LOG.error("replica of {} stands at {}: its thread died", partition, model.version(), death);
      throw death;
    } finally {
      sender.close();
      if (silent) reports.leaveSilently();
      reports.close();
    }
  }

  /** Reads until closed or failed. */
  private void follow() {
    try (KafkaConsumer<String, LogRecord> reading = Clients.reader(client, topics.trainingLog())) {
      consumer = reading;
      reading.assign(List.of(partition));
      if (!restored) restore();
      reading.seek(partition, next());
      while (!following.isClosed()) step();
    } catch (OffsetOutOfRangeException e) {
      restored = false;
      failed("the training log no longer holds offset " + next(), e);
    } catch (WakeupException | InterruptException e) {
      LOG.debug("woken", e);
    } catch (RuntimeException e) {
      failed(e.getMessage(), e);
    } finally {
      consumer = null;
    }
  }

  /** Where the learner goes on. */
  private long next() {
    return succession.learner().version().offset() + 1;
  }

  private void restore() {
    requireSameLog();
    long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    Optional<Restoring.Restored> newest = restoring.newest(begin - 1, end - 1);
    if (newest.isPresent()) {
      succession.begin(newest.get().pupil());
      sender.read(newest.get().snapshot());
      LOG.info("{}: goes on from {}", partition, newest.get().snapshot());
    } else if (begin == 0) {
      succession.begin(Pupil.fresh(topics, log));
      LOG.info("{}: learns from its beginning", partition);
    } else {
      throw new IllegalStateException(
          partition
              + " begins at offset "
              + begin
              + " and no whole snapshot reaches it, expected one; start a new generation");
    }
    restored = true;
  }

  /** A topic of the same name that was made again is another log, however its offsets look. */
  private void requireSameLog() {
    try (Admin admin = Admin.create(client)) {
      String found = new TopicAdmin(admin, Duration.ZERO).topicId(partition.topic());
      if (found.equals(log)) return;
      throw new IllegalStateException(
          "topic "
              + partition.topic()
              + " has the id "
              + found
              + ", expected "
              + log
              + ": it was deleted and made again; start this instance again");
    }
  }

  private static long elapsed() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private void step() {
    long wait = reports.maybe(model.version(), model.examples(), following.caughtUp(), elapsed());
    ConsumerRecords<String, LogRecord> records =
        consumer.poll(Duration.ofMillis(Math.min(wait, LONGEST_POLL_MS)));
    apply(records.records(partition));
    look(!records.isEmpty());
  }

  private void apply(List<ConsumerRecord<String, LogRecord>> records) {
    for (int next = 0; next < records.size() && !following.isClosed(); ) {
      ConsumerRecord<String, LogRecord> record = records.get(next);
      if (record.value().isLesson() && succession.servedLearns()) {
        next = learn(records, next);
        continue;
      }
      if (record.value().isLesson()) succession.lesson(record);
      else if (command(record)) return;
      next++;
    }
    see(consumer.position(partition));
  }

  private int learn(List<ConsumerRecord<String, LogRecord>> records, int next) {
    long before = model.examples();
    int end;
    try {
      end = model.apply(records, next, settings.snapshotEvery());
    } catch (RuntimeException e) {
      // A part of it may have learnt the record: begin again from a snapshot.
      restored = false;
      throw e;
    }
    long learnt = model.examples();
    if (learnt > before && learnt % settings.snapshotEvery() == 0) maybeSnapshot();
    return end;
  }

  /**
   * @return whether reading goes on elsewhere
   */
  private boolean command(ConsumerRecord<String, LogRecord> record) {
    switch (succession.command(record)) {
      case READ_ON -> {}
      // Without a snapshot every audit of later versions, until the next one, begins at the log's
      // beginning. Whoever else writes it writes the same bytes.
      case FIRST_VERSION -> sender.offer(succession.learner().copy());
      case BEGIN_AGAIN -> {
        LOG.info("{}: offset {} puts this file's settings in force", partition, record.offset());
        consumer.seek(partition, next());
        return true;
      }
    }
    return false;
  }

  private void see(long position) {
    view = LogView.of(succession.history(), position);
  }

  /** Never of what the log would teach under settings that were not in force there. */
  private void maybeSnapshot() {
    boolean isTheVersion = model.pupil().differences().isEmpty();
    if (isTheVersion && settings.writesSnapshots().getAsBoolean()) sender.offer(model.copy());
  }

  /** Compares the position with the end of what is committed, as the last fetch told it. */
  private void look(boolean applied) {
    long lag = consumer.currentLag(partition).orElse(-1);
    following.lag(lag);
    boolean atEnd = lag == 0;
    // What the last fetch told may be old: before the first yes the broker is asked itself.
    if (atEnd && !following.ready()) {
      atEnd =
          consumer.position(partition) >= consumer.endOffsets(List.of(partition)).get(partition);
    }
    if (atEnd) see(consumer.position(partition));
    boolean inForce = compare(atEnd);
    if (inForce && (applied || atEnd) && following.recovered()) {
      LOG.info("{}: follows the log again", partition);
    }
    if (atEnd && inForce) succession.serve();
    following.caughtUp(atEnd && inForce);
  }

  /** Whether the settings in force, as far as is known, are this file's; says so if not. */
  private boolean compare(boolean atEnd) {
    // On the way through the log its old settings are no news.
    if (!atEnd && !succession.isFrozen()) return differences.isEmpty();
    differences = succession.differences();
    if (differences.isEmpty()) return true;
    String why = SettingsDiffer.told(topics, differences, succession.history().inForceSince());
    if (following.unready(why)) {
      LOG.atWarn()
          .addKeyValue("pipeline", topics.pipeline().name())
          .addKeyValue("version", model.version())
          .addKeyValue("cause", why)
          .log("{} stays unready: {}", partition, why);
    }
    return false;
  }

  private void failed(String why, RuntimeException cause) {
    if (following.failed(why)) {
      LOG.atError()
          .setCause(cause)
          .addKeyValue("pipeline", topics.pipeline().name())
          .addKeyValue("version", model.version())
          .addKeyValue("cause", why)
          .log("replica of {} stands at {}: {}", partition, model.version(), why);
    }
    try {
      reports.maybe(model.version(), model.examples(), false, elapsed());
    } catch (RuntimeException e) {
      LOG.warn("could not report that {} stands", partition, e);
    }
    following.pause();
  }

  /**
   * Stops reading, finishes a snapshot under way, and takes this instance off the replicas topic.
   */
  @Override
  public void close() {
    following.close();
    KafkaConsumer<String, LogRecord> reading = consumer;
    if (reading != null) reading.wakeup();
    try {
      thread.join(CLOSING_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
