package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogTopics;
import java.util.Map;
import java.util.Optional;

/** Brings a past version of the model back: a snapshot before it, then the log up to it. */
final class Replay {
  private final Map<String, Object> client;
  private final LogTopics topics;
  private final String log;
  private final Restoring restoring;

  /**
   * A version that was brought back.
   *
   * @param then topics and settings of the pipeline by which it was learnt
   * @param replayed examples applied after the snapshot
   * @param from the snapshot; empty if the log was replayed from its beginning
   */
  record Past(Pupil pupil, LogTopics then, long replayed, Optional<Snapshot> from) {}

  Replay(Map<String, Object> client, LogTopics topics, String log) {
    this.client = client;
    this.topics = topics;
    this.log = log;
    restoring = new Restoring(topics, new Snapshots(client, topics, log));
  }

  /**
   * The version that told something, under the settings that were in force then.
   *
   * @param what was told, for messages: {@code event 7 was scored}
   * @throws IllegalStateException saying why it cannot be brought back
   */
  static Past told(
      Map<String, Object> client,
      LogTopics topics,
      String log,
      String what,
      ModelVersion version,
      Progress progress) {
    try {
      return told(client, topics, log, version, progress);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(lost(what, version, e.getMessage()), e);
    }
  }

  /** Says that the version that told something cannot be brought back. */
  static String lost(String what, ModelVersion version, String why) {
    return what + " by version " + version + ", which cannot be brought back: " + why;
  }

  /** The same, without the words about what was told. */
  static Past told(
      Map<String, Object> client,
      LogTopics topics,
      String log,
      ModelVersion version,
      Progress progress) {
    if (!version.log().equals(log)) {
      throw new IllegalStateException(
          topics.trainingLog().name() + " is now " + log + ": that log was deleted");
    }
    Snapshots snapshots = new Snapshots(client, topics, log);
    LostVersions.require(client, topics, snapshots, version.offset());
    LogTopics then =
        new TrainingLog(client, topics)
            .history(snapshots, version.offset())
            .inForce()
            .map(settings -> PastPipeline.telling(topics, settings))
            .orElse(topics);
    return new Replay(client, then, log).to(version.offset(), progress);
  }

  /** The replica that had applied the log up to the record at {@code offset}; -1 for none of it. */
  Past to(long offset, Progress progress) {
    try (Partition<String, LogRecord> partition = partition()) {
      long begin = partition.begin();
      return from(restoring.newest(begin - 1, offset), partition, offset, progress);
    }
  }

  /**
   * The same, if the log allows from a snapshot at least {@code recent} records before: what a
   * replica remembers but does not put into its snapshots is there then.
   */
  Past toWithRecent(long offset, long recent, Progress progress) {
    try (Partition<String, LogRecord> partition = partition()) {
      long begin = partition.begin();
      Optional<Restoring.Restored> restored = restoring.newest(begin - 1, offset - recent);
      if (restored.isEmpty() && begin > 0) restored = restoring.newest(begin - 1, offset);
      return from(restored, partition, offset, progress);
    }
  }

  /** The same without any snapshot. */
  Past fresh(long offset, Progress progress) {
    try (Partition<String, LogRecord> partition = partition()) {
      return fromBeginning(partition, offset, progress);
    }
  }

  private Past from(
      Optional<Restoring.Restored> restored,
      Partition<String, LogRecord> partition,
      long offset,
      Progress progress) {
    if (restored.isEmpty()) return fromBeginning(partition, offset, progress);
    Pupil pupil = restored.get().pupil();
    long replayed = replay(partition, pupil, offset, progress);
    return new Past(pupil, topics, replayed, Optional.of(restored.get().snapshot()));
  }

  private Past fromBeginning(
      Partition<String, LogRecord> partition, long offset, Progress progress) {
    long begin = partition.begin();
    if (begin > 0) {
      throw new IllegalStateException(
          name()
              + " begins at offset "
              + begin
              + ", expected 0, or a whole snapshot of version "
              + offset
              + " or before; what came earlier was deleted");
    }
    Pupil pupil = Pupil.fresh(topics, log);
    return new Past(pupil, topics, replay(partition, pupil, offset, progress), Optional.empty());
  }

  private long replay(
      Partition<String, LogRecord> partition, Pupil pupil, long offset, Progress progress) {
    long from = pupil.version().offset() + 1;
    long before = pupil.lessons();
    if (from <= offset) {
      partition.read(
          from,
          Math.min(offset + 1, partition.end()),
          record -> {
            pupil.apply(record);
            progress.at(name(), record.offset() - from + 1, offset - from + 1);
            return true;
          });
    }
    if (pupil.version().offset() != offset) {
      throw new NoSuchVersionException(
          name()
              + " has no committed record at offset "
              + offset
              + " (the last one before it is at "
              + pupil.version().offset()
              + "), expected one: the version is of another log");
    }
    return pupil.lessons() - before;
  }

  private Partition<String, LogRecord> partition() {
    return new Partition<>(client, topics.trainingLog(), 0);
  }

  private String name() {
    return topics.trainingLog().name();
  }
}
