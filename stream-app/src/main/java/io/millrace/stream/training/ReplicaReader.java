package io.millrace.stream.training;

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
  private static final long LEAST_BACKOFF_MS = 100;
  private static final long MOST_BACKOFF_MS = 10_000;
  private static final long CLOSING_MS = 15_000;

  private final Map<String, Object> client;
  private final LogTopics topics;
  private final ReplicaSettings settings;
  private final String log;
  private final TopicPartition partition;
  private final Snapshots snapshots;
  private final Restoring restoring;
  private final ServedModel model;
  private final Thread thread;
  private final Object change = new Object();

  // The reading thread's own.
  private ReportSender reports;
  private SnapshotSender sender;
  private boolean restored;

  /** What the log holds beside lessons, as far as it was read: ahead of the replica at times. */
  private LogHistory ahead = new LogHistory();

  /**
   * Learns while the model that serves must stay as it is: from when the settings in force are this
   * file's again until it has caught up. Usually none.
   */
  private Optional<Pupil> candidate = Optional.empty();

  /** Whether the settings in force are no longer those of the model that serves. */
  private boolean frozen;

  /** Whether the model has ever been ready: from then on it may be asked. */
  private boolean served;

  private long backoff = LEAST_BACKOFF_MS;

  private volatile KafkaConsumer<String, LogRecord> consumer;
  private volatile boolean closed;
  private volatile boolean dead;
  private volatile boolean caughtUp;
  private volatile boolean ready;
  private volatile long lag = -1;
  private volatile Optional<String> problem = Optional.empty();
  private volatile List<Difference> differences = List.of();
  private volatile LogView view = new LogView(List.of(), Optional.empty(), 0);

  /**
   * What is known of the log.
   *
   * @param entries what it holds beside lessons
   * @param inForce settings
   * @param position everything before it was read
   */
  record LogView(List<LogEntry> entries, Optional<Configured> inForce, long position) {}

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
    return model.read(Object.class, (model, version) -> version);
  }

  public long examples() {
    return model.lessons();
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
    return caughtUp;
  }

  /** Whether it has caught up since it started, or since its last failure; stays so under load. */
  public boolean ready() {
    return ready;
  }

  /** Offsets of the log not yet applied, as last heard; -1 if not known. */
  public long lag() {
    return lag;
  }

  /** Why the replica is not following the log, if it is not. */
  public Optional<String> problem() {
    return problem;
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
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (change) {
      while (!caughtUp && !closed) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) return false;
        change.wait(left);
      }
      return caughtUp;
    }
  }

  private void run() {
    try {
      while (!closed) follow();
    } catch (Throwable death) {
      dead = true;
      problem = Optional.of("its thread died of " + death);
      synchronized (change) {
        caughtUp = false;
        ready = false;
      }
      LOG.error("replica of {} stands at {}: its thread died", partition, model.version(), death);
      throw death;
    } finally {
      sender.close();
      reports.close();
    }
  }

  /** Whether only a restart of the process can help. */
  public boolean isDead() {
    return dead;
  }

  /** Reads until closed or failed. */
  private void follow() {
    try (KafkaConsumer<String, LogRecord> reading = Clients.reader(client, topics.trainingLog())) {
      consumer = reading;
      reading.assign(List.of(partition));
      if (!restored) restore();
      reading.seek(partition, taught().version().offset() + 1);
      while (!closed) step();
    } catch (OffsetOutOfRangeException e) {
      restored = false;
      failed("the training log no longer holds offset " + (taught().version().offset() + 1), e);
    } catch (WakeupException | InterruptException e) {
      LOG.debug("woken", e);
    } catch (RuntimeException e) {
      failed(e.getMessage(), e);
    } finally {
      consumer = null;
    }
  }

  private void restore() {
    requireSameLog();
    long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    Optional<Restoring.Restored> newest = restoring.newest(begin - 1, end - 1);
    if (newest.isPresent()) {
      teach(newest.get().pupil());
      sender.read(newest.get().snapshot());
      LOG.info("{}: goes on from {}", partition, newest.get().snapshot());
    } else if (begin == 0) {
      teach(Pupil.fresh(topics, log));
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

  /** A model that has served is replaced only by one that has caught up. */
  private void teach(Pupil pupil) {
    ahead = pupil.history().copy();
    frozen = false;
    candidate = served ? Optional.of(pupil) : Optional.empty();
    if (!served) model.replace(pupil);
  }

  private Pupil taught() {
    return candidate.orElseGet(model::pupil);
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
    long wait = reports.maybe(model.version(), model.examples(), caughtUp, now);
    ConsumerRecords<String, LogRecord> records =
        consumer.poll(Duration.ofMillis(Math.min(wait, LONGEST_POLL_MS)));
    apply(records.records(partition));
    look(!records.isEmpty());
  }

  private void apply(List<ConsumerRecord<String, LogRecord>> records) {
    for (int next = 0; next < records.size() && !closed; ) {
      ConsumerRecord<String, LogRecord> record = records.get(next);
      if (!record.value().isLesson()) {
        if (command(record)) return;
        next++;
      } else if (frozen) {
        next++;
      } else if (candidate.isPresent()) {
        candidate.get().apply(record);
        next++;
      } else {
        next = learn(records, next);
      }
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
   * A record that is no lesson. New settings that are not this file's stop the model that serves
   * just before them; when this file's are in force again, a twin of it catches up.
   *
   * @return whether reading goes on elsewhere
   */
  private boolean command(ConsumerRecord<String, LogRecord> record) {
    ahead.note(record.value(), record.offset());
    List<Difference> now = differences(ahead);
    if (frozen && now.isEmpty()) {
      LOG.info("{}: offset {} puts this file's settings in force", partition, record.offset());
      teach(model.pupil().twin());
      consumer.seek(partition, model.version().offset() + 1);
      return true;
    }
    if (served && candidate.isEmpty() && !now.isEmpty()) {
      frozen = true;
    } else if (!frozen) {
      obey(record);
    }
    return false;
  }

  private void obey(ConsumerRecord<String, LogRecord> record) {
    Pupil pupil = taught();
    boolean changed = pupil.history().inForce().isPresent() && !pupil.differences().isEmpty();
    if (candidate.isPresent()) pupil.apply(record);
    else model.apply(record);
    // The first version under these settings: without it every audit of later ones, until the next
    // snapshot, begins at the log's beginning. Whoever else writes it writes the same bytes.
    if (changed && pupil.differences().isEmpty()) sender.offer(pupil.copy());
  }

  private List<Difference> differences(LogHistory history) {
    return history
        .inForce()
        .map(configured -> TrainingLog.differences(topics.pipeline(), configured))
        .orElse(List.of());
  }

  private void see(long position) {
    view = new LogView(ahead.entries(), ahead.inForce(), position);
  }

  /** Never of what the log would teach under settings that were not in force there. */
  private void maybeSnapshot() {
    boolean isTheVersion = model.pupil().differences().isEmpty();
    if (isTheVersion && settings.writesSnapshots().getAsBoolean()) sender.offer(model.copy());
  }

  /** Compares the position with the end of what is committed, as the last fetch told it. */
  private void look(boolean applied) {
    lag = consumer.currentLag(partition).orElse(-1);
    boolean atEnd = lag == 0;
    // What the last fetch told may be old: before the first yes the broker is asked itself.
    if (atEnd && !ready) {
      atEnd =
          consumer.position(partition) >= consumer.endOffsets(List.of(partition)).get(partition);
    }
    if (atEnd) see(consumer.position(partition));
    boolean inForce = compare(atEnd);
    if (inForce && (applied || atEnd)) recovered();
    if (atEnd && inForce) serve();
    boolean now = atEnd && inForce;
    if (now != caughtUp) setCaughtUp(now);
  }

  /** Whether the settings in force, as far as is known, are this file's; says so if not. */
  private boolean compare(boolean atEnd) {
    // On the way through the log its old settings are no news.
    if (!atEnd && !frozen) return differences.isEmpty();
    differences = differences(ahead);
    if (differences.isEmpty()) return true;
    String why = SettingsDiffer.told(topics, differences, ahead.inForceSince());
    if (!problem.equals(Optional.of(why))) {
      LOG.atWarn()
          .addKeyValue("pipeline", topics.pipeline().name())
          .addKeyValue("version", model.version())
          .addKeyValue("cause", why)
          .log("{} stays unready: {}", partition, why);
    }
    problem = Optional.of(why);
    ready = false;
    return false;
  }

  private void serve() {
    served = true;
    candidate.ifPresent(model::replace);
    candidate = Optional.empty();
  }

  private void recovered() {
    backoff = LEAST_BACKOFF_MS;
    if (problem.isPresent()) LOG.info("{}: follows the log again", partition);
    problem = Optional.empty();
  }

  private void setCaughtUp(boolean now) {
    synchronized (change) {
      caughtUp = now;
      if (now) ready = true;
      change.notifyAll();
    }
  }

  private void failed(String why, RuntimeException cause) {
    if (!problem.equals(Optional.of(why))) {
      LOG.atError()
          .setCause(cause)
          .addKeyValue("pipeline", topics.pipeline().name())
          .addKeyValue("version", model.version())
          .addKeyValue("cause", why)
          .log("replica of {} stands at {}: {}", partition, model.version(), why);
    }
    problem = Optional.of(why);
    synchronized (change) {
      caughtUp = false;
      ready = false;
    }
    try {
      reports.maybe(model.version(), model.examples(), false, System.currentTimeMillis());
    } catch (RuntimeException e) {
      LOG.warn("could not report that {} stands", partition, e);
    }
    pause();
    backoff = Math.min(MOST_BACKOFF_MS, 2 * backoff);
  }

  private void pause() {
    long deadline = System.nanoTime() + backoff * 1_000_000;
    try {
      synchronized (change) {
        for (long left = backoff; left > 0 && !closed; ) {
          change.wait(left);
          left = (deadline - System.nanoTime()) / 1_000_000;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /**
   * Stops reading, finishes a snapshot under way, and takes this instance off the replicas topic.
   */
  @Override
  public void close() {
    synchronized (change) {
      closed = true;
      change.notifyAll();
    }
    KafkaConsumer<String, LogRecord> reading = consumer;
    if (reading != null) reading.wakeup();
    try {
      thread.join(CLOSING_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
