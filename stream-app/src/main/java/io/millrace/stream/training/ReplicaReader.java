package io.millrace.stream.training;

import io.millrace.model.drift.QualityDrift;
import io.millrace.model.pipeline.Difference;
import io.millrace.model.recommend.UserView;
import io.millrace.model.replica.ModelVersion;
import io.millrace.model.replica.Replica;
import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogRecord.Configured;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.TopicAdmin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongConsumer;
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
 * This instance's replica of the model: a thread that reads the training log and applies it, and
 * the answers to those who ask meanwhile. Starts from the newest whole snapshot, or from the log's
 * beginning. After a failure it says why, serves what it knew, and tries again.
 *
 * <p>Asking is thread-safe and takes a read lock; it never waits for more than one small batch.
 */
public final class ReplicaReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaReader.class);
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
  private final Succession succession;
  private final Following following = new Following();
  private final Thread thread;

  // The reading thread's own.
  private ReportSender reports;
  private SnapshotSender sender;
  private boolean restored;

  private volatile KafkaConsumer<String, LogRecord> consumer;
  private volatile List<Difference> differences = List.of();
  private volatile LogView view =
      new LogView(List.of(), LogRecord.Commanded.NO_PLACE, Optional.empty(), 0);

  /**
   * What is known of the log.
   *
   * @param entries what it holds beside lessons; of many the newest
   * @param commandsUntil all commands up to this offset of their topic are in it
   * @param inForce settings
   * @param position everything before it was read
   */
  record LogView(
      List<LogEntry> entries, long commandsUntil, Optional<Configured> inForce, long position) {}

  /**
   * @param client settings of every Kafka client, e.g. {@code bootstrap.servers}
   * @param log topic id of the training log
   */
  public ReplicaReader(
      Map<String, Object> client, LogTopics topics, String log, ReplicaSettings settings) {
    this.client = Map.copyOf(client);
    this.topics = topics;
    this.settings = settings;
    this.log = log;
    partition = new TopicPartition(topics.trainingLog().name(), 0);
    snapshots = new Snapshots(client, topics, log);
    restoring = new Restoring(topics, snapshots);
    model = new ServedModel(Pupil.fresh(topics, log));
    succession = new Succession(topics, model);
    thread = new Thread(this::run, "replica-" + topics.pipeline().name());
    thread.setDaemon(true);
  }

  /** Begins to read; once. */
  public void start() {
    reports = new ReportSender(client, topics, settings);
    sender = new SnapshotSender(client, topics, snapshots, settings);
    thread.start();
  }

  /**
   * What the model says of an event: score, threshold, reasons and version belong together.
   *
   * @param values one a feature of the feature set, NaN where missing
   * @param categories the text of each category feature, null where missing
   * @param reasons how many at most; 0 is cheapest
   */
  public Answer answer(float[] values, List<String> categories, int reasons) {
    return model.answer(values, categories, reasons);
  }

  /**
   * A look at the replica under the read lock; it must be short and keep nothing of the replica.
   */
  public <T> T read(BiFunction<Replica, ModelVersion, T> look) {
    return read(Replica.class, look);
  }

  /**
   * The same at a model of any kind.
   *
   * @throws IllegalStateException when the pipeline's model is of another
   */
  public <M, T> T read(Class<M> kind, BiFunction<M, ModelVersion, T> look) {
    return model.read(kind, look);
  }

  /** The same at what watches the model's quality; empty where nothing does. */
  public <T> Optional<T> quality(Function<QualityDrift, T> look) {
    return model.quality(look);
  }

  /**
   * What the model of a pipeline that recommends would list for a user; list and version belong
   * together.
   *
   * @param k at most so many
   */
  public Recommended recommend(UserView view, int k) {
    return model.recommend(view, k);
  }

  /**
   * What the user is shown after an activity: the same, but for the places that the settings give
   * to chance.
   *
   * @param after what the user's history says, the activity included
   * @param k at most so many
   */
  public Recommended show(UserView after, int k) {
    return model.show(after, k);
  }

  /**
   * From now on tells how long each lesson took, nanoseconds: for models whose lessons take longer
   * than the telling, some 100 ns.
   */
  public void timeLessons(LongConsumer nanos) {
    model.timeLessons(nanos);
  }

  /** The place in the log of the last record applied. */
  public ModelVersion version() {
    return learnt().version();
  }

  public long examples() {
    return learnt().lessons();
  }

  /** How far it is. */
  public Learnt learnt() {
    return model.learnt();
  }

  /**
   * Digest of the replica as it is now. Learning stands still while the replica's bytes are
   * written, 0.3 ms a MiB; not while they are hashed.
   */
  public ReplicaDigest digest() {
    return digest(Object.class, (model, version) -> version).digest();
  }

  /** The same, and a look at the very same version. */
  public <T> Digested<T> digest(BiFunction<Replica, ModelVersion, T> look) {
    return digest(Replica.class, look);
  }

  /** The same at a model of any kind. */
  public <M, T> Digested<T> digest(Class<M> kind, BiFunction<M, ModelVersion, T> look) {
    return model.digest(kind, look);
  }

  /** Whether all that the log was known to hold, a moment ago, is applied. */
  public boolean caughtUp() {
    return following.caughtUp();
  }

  /** Whether it has caught up since it started, or since its last failure; stays so under load. */
  public boolean ready() {
    return following.ready();
  }

  /** Offsets of the log not yet applied, as last heard; -1 if not known. */
  public long lag() {
    return following.lag();
  }

  /** Why the replica is not following the log, if it is not. */
  public Optional<String> problem() {
    return following.problem();
  }

  /**
   * In what this instance's pipeline file differs from the settings in force at the end of the log
   * as it was read; not ready while it does.
   */
  public List<Difference> differences() {
    return differences;
  }

  /** What is known of the log, all of one moment. */
  LogView view() {
    return view;
  }

  /** When the newest snapshot known to this instance was written. */
  public Optional<Instant> lastSnapshot() {
    return sender == null
        ? Optional.empty()
        : sender.last().map(snapshot -> Instant.ofEpochMilli(snapshot.manifest().written()));
  }

  /**
   * Waits until the replica has caught up.
   *
   * @return false if it has not within {@code patience}
   */
  public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    return following.awaitCaughtUp(patience);
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
      reports.close();
    }
  }

  /** Whether only a restart of the process can help. */
  public boolean isDead() {
    return following.isDead();
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

  private void step() {
    long now = System.currentTimeMillis();
    long wait = reports.maybe(model.version(), model.examples(), following.caughtUp(), now);
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
    LogHistory history = succession.history();
    view =
        new LogView(
            history.entries(), history.older().commandsUntil(), history.inForce(), position);
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
      reports.maybe(model.version(), model.examples(), false, System.currentTimeMillis());
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
