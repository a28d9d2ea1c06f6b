package io.millrace.stream.training;

import io.millrace.model.pipeline.AnyPipeline;
import io.millrace.model.pipeline.Change;
import io.millrace.model.pipeline.Difference;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogRecord.Configured;
import io.millrace.stream.topic.LogTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training log as a topic: its first record, which says how it is to be learnt, and its end.
 *
 * <p>The first record is written once, however many instances start at once: all of them write it
 * under one transactional id, the one that came last fences the others, and it looks again whether
 * the log is empty after it has fenced them.
 */
public final class TrainingLog {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingLog.class);

  /** The id of a log's first settings; no command can have it. */
  public static final String FIRST = "first";

  private static final int TAIL = 64;

  private final Map<String, Object> client;
  private final LogTopics topics;

  /**
   * @param client settings of every Kafka client, e.g. {@code bootstrap.servers}
   */
  public TrainingLog(Map<String, Object> client, LogTopics topics) {
    this.client = Map.copyOf(client);
    this.topics = topics;
  }

  /** What the first record of a pipeline's log says. */
  public static Configured expected(AnyPipeline pipeline) {
    return configured(pipeline, FIRST);
  }

  /** The settings of a pipeline, under an id that no other record of its log has. */
  public static Configured configured(AnyPipeline pipeline, String id) {
    return new Configured(
        pipeline.canonicalSettings(),
        pipeline.lessonFingerprint(),
        pipeline.arithmetic(),
        pipeline.generation(),
        id,
        pipeline.file());
  }

  /** In what a pipeline differs from settings in a log, and what it takes to change them. */
  public static List<Difference> differences(AnyPipeline pipeline, Configured found) {
    return differences(expected(pipeline), found);
  }

  static List<Difference> differences(Configured ours, Configured theirs) {
    List<Difference> all =
        new ArrayList<>(Pipeline.differences(ours.settings(), theirs.settings()));
    if (ours.learnerArithmetic() != theirs.learnerArithmetic()) {
      all.add(
          new Difference(
              "arithmetic of the learners (it changes with the version of Millrace)",
              Integer.toString(ours.learnerArithmetic()),
              Integer.toString(theirs.learnerArithmetic()),
              Change.REPLAY));
    }
    return all;
  }

  /**
   * Makes sure that the log begins with settings, this pipeline's if it is empty.
   *
   * @return what the log holds beside lessons, up to its end
   * @throws LogRefusedException when the pipeline differs from the settings in force in what needs
   *     a new generation, or a replay of a log whose beginning was pruned
   */
  public LogHistory configure(Snapshots snapshots) {
    for (int attempt = 0; attempt < Fencing.ATTEMPTS; attempt++) {
      if (!isEmpty()) {
        LogHistory history = history(snapshots);
        requireSameGeneration(history, isPruned());
        return history;
      }
      if (append(List.of(expected(topics.pipeline()))) == Appended.FENCED) Fencing.pause();
      else LOG.info("{}: has its settings", name());
    }
    throw unfinished();
  }

  /**
   * Begins the log: with this pipeline's settings, and a model to go on from.
   *
   * @param state as {@link io.millrace.model.replica.Replica#writeStart} wrote it
   * @param from where the model comes from, for people
   * @param by who wants it
   * @throws LogRefusedException if the log has begun already
   */
  public void begin(byte[] state, String from, String id, String by) {
    Command.Start start = new Command.Start(from, state.length, Sha256.of(state));
    int generation = topics.pipeline().generation();
    Command command = new Command(id, generation, System.currentTimeMillis(), by, start);
    List<LogRecord> records = new ArrayList<>();
    records.add(expected(topics.pipeline()));
    records.addAll(StartParts.of(state));
    records.add(new LogRecord.Commanded(command, ""));
    for (int attempt = 0; attempt < Fencing.ATTEMPTS; attempt++) {
      Appended appended = append(records);
      if (appended == Appended.WRITTEN) return;
      if (appended == Appended.BEGUN) throw begun();
      Fencing.pause();
    }
    throw unfinished();
  }

  private LogRefusedException begun() {
    return new LogRefusedException(
        name()
            + " has begun already, expected an empty one: a model to start with comes before all"
            + " that is learnt. Set `generation: "
            + (topics.pipeline().generation() + 1)
            + "`, start that one before it first runs, and `millrace switch` to it",
        List.of());
  }

  private IllegalStateException unfinished() {
    return new IllegalStateException(
        name()
            + ": other instances kept taking over the writing of its first record, expected one of "
            + "them to finish; start them one after the other");
  }

  /** Whether it never had a record. */
  public boolean isEmpty() {
    try (Partition<String, LogRecord> log = log()) {
      long begin = log.begin();
      return begin == 0 && log.read(begin, log.end(), record -> false);
    }
  }

  /**
   * What it holds beside lessons: what the newest snapshot knows, and the log after it, which is
   * read to its end.
   *
   * @throws LogRefusedException when its beginning was deleted and no snapshot knows it
   */
  public LogHistory history(Snapshots snapshots) {
    return history(snapshots, Long.MAX_VALUE);
  }

  /** The same up to and with the record at {@code last}. */
  LogHistory history(Snapshots snapshots, long last) {
    try (Partition<String, LogRecord> log = log()) {
      long begin = log.begin();
      Optional<Snapshot> newest =
          snapshots.list().stream()
              .filter(s -> s.version().offset() >= begin - 1 && s.version().offset() <= last)
              .reduce((older, newer) -> newer);
      LogHistory history = newest.map(s -> new LogHistory(s.manifest())).orElseGet(LogHistory::new);
      long from = newest.map(s -> s.version().offset() + 1).orElse(begin);
      long end = last == Long.MAX_VALUE ? log.end() : Math.min(log.end(), last + 1);
      log.read(
          from,
          end,
          record -> {
            history.note(record.value(), record.offset());
            return true;
          });
      if (history.inForce().isPresent() || end == 0) return history;
      throw new LogRefusedException(
          name()
              + " begins at offset "
              + begin
              + ", and no snapshot from "
              + (begin - 1)
              + (last == Long.MAX_VALUE ? " on" : " to " + last)
              + " is there, expected one: what came earlier was deleted"
              + (last == Long.MAX_VALUE ? "; start a new generation" : ""),
          List.of());
    }
  }

  /** Whether its beginning was deleted. */
  public boolean isPruned() {
    try (Partition<String, LogRecord> log = log()) {
      return log.begin() > 0;
    }
  }

  private void requireSameGeneration(LogHistory history, boolean pruned) {
    List<Difference> differences =
        history.inForce().map(found -> differences(topics.pipeline(), found)).orElse(List.of());
    Optional<String> refusal = refusal(differences, pruned);
    if (refusal.isEmpty()) return;
    throw new LogRefusedException(
        "training log "
            + name()
            + " was made with other settings than the pipeline file:\n  "
            + differences.stream().map(SettingsDiffer::told).collect(Collectors.joining("\n  "))
            + "\nexpected the same; undo what needs a new generation"
            + (pruned ? ", or a replay of this log, whose beginning was pruned" : "")
            + ", or set a new `generation:`",
        differences);
  }

  /**
   * Why settings that differ so may not follow in one log; empty if they may.
   *
   * @param pruned whether the log's beginning was deleted, so that nobody can replay it
   */
  public static Optional<String> refusal(List<Difference> differences, boolean pruned) {
    List<Difference> beyond =
        differences.stream().filter(d -> d.change().compareTo(Change.REPLAY) > 0).toList();
    if (!beyond.isEmpty())
      return Optional.of(told(beyond) + ": undo it, or set a new `generation:`");
    List<Difference> replayed =
        differences.stream().filter(d -> d.change() == Change.REPLAY).toList();
    if (replayed.isEmpty() || !pruned) return Optional.empty();
    return Optional.of(
        told(replayed)
            + ": the log must be replayed, and its beginning was pruned: set a new `generation:`");
  }

  private static String told(List<Difference> differences) {
    return differences.stream().map(SettingsDiffer::told).collect(Collectors.joining("; "));
  }

  /**
   * The offset of its last committed record, -1 if it never had one. Markers are no records. Where
   * all records were pruned it is the last one that was, of which there is a snapshot.
   */
  public long lastOffset() {
    try (Partition<String, LogRecord> log = log()) {
      long begin = log.begin();
      long end = log.end();
      long[] last = {-1};
      for (long tail = TAIL; last[0] < 0; tail *= 16) {
        long from = Math.max(begin, end - tail);
        log.read(
            from,
            end,
            record -> {
              last[0] = record.offset();
              return true;
            });
        if (from == begin) break;
      }
      return last[0] < 0 ? begin - 1 : last[0];
    }
  }

  /** What became of the log's first records. */
  private enum Appended {
    WRITTEN,
    /** Somebody else had written some. */
    BEGUN,
    /** Somebody else is about to. */
    FENCED
  }

  private Appended append(List<LogRecord> first) {
    try (KafkaProducer<String, LogRecord> producer =
        Clients.transactional(client, topics.trainingLog(), topics.configureTransaction())) {
      producer.initTransactions();
      if (!isEmpty()) return Appended.BEGUN;
      producer.beginTransaction();
      for (LogRecord record : first) {
        producer.send(new ProducerRecord<>(name(), 0, null, record)).get();
      }
      producer.commitTransaction();
      return Appended.WRITTEN;
    } catch (ExecutionException e) {
      return fenced(
          new KafkaException("writing the first record of " + name() + " failed", e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while writing the first record of " + name(), e);
    } catch (KafkaException e) {
      return fenced(e);
    }
  }

  private Appended fenced(KafkaException failure) {
    Fencing.accept(failure, name());
    return Appended.FENCED;
  }

  private Partition<String, LogRecord> log() {
    return new Partition<>(client, topics.trainingLog(), 0);
  }

  private String name() {
    return topics.trainingLog().name();
  }
}
