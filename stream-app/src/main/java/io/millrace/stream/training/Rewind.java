package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogTopics;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Brings many past versions back, one after the other, and reads the log once for them: from the
 * snapshot before the first of them to the last. Where other settings were put in force on the way,
 * it begins again.
 *
 * @param <T> what asks for a version
 */
final class Rewind<T> {
  private final Map<String, Object> client;
  private final LogTopics topics;
  private final String log;
  private final Function<T, ModelVersion> version;
  private final Visit<T> visit;

  /** Is told of each version that was asked for. */
  interface Visit<T> {
    /** The version is there; it is another one after this call. */
    void there(T asked, Replay.Past past);

    /**
     * @param why it cannot be brought back
     */
    void lost(T asked, String why);
  }

  /**
   * @param log topic id of the training log
   * @param version that is asked for
   */
  Rewind(
      Map<String, Object> client,
      LogTopics topics,
      String log,
      Function<T, ModelVersion> version,
      Visit<T> visit) {
    this.client = client;
    this.topics = topics;
    this.log = log;
    this.version = version;
    this.visit = visit;
  }

  /**
   * Visits all of them.
   *
   * @param asked oldest version first
   */
  void through(List<T> asked, Progress progress) {
    int next = 0;
    while (next < asked.size()) next = from(next, asked, progress);
  }

  private int from(int first, List<T> asked, Progress progress) {
    ModelVersion begin = version.apply(asked.get(first));
    Replay.Past past;
    try {
      past = Replay.told(client, topics, log, begin, progress);
    } catch (NoSuchVersionException e) {
      return lose(first, asked, begin.offset() + 1, e.getMessage());
    } catch (IllegalStateException e) {
      return lose(first, asked, nextBeginning(begin), e.getMessage());
    }
    return forward(past, first, asked, progress);
  }

  /** All before a version. */
  private int lose(int first, List<T> asked, long until, String why) {
    String itsLog = version.apply(asked.get(first)).log();
    int next = first;
    while (next < asked.size()) {
      ModelVersion sought = version.apply(asked.get(next));
      if (!sought.log().equals(itsLog) || sought.offset() >= until) break;
      visit.lost(asked.get(next++), why);
    }
    return next;
  }

  /** Where it may be otherwise again: another snapshot, other settings. */
  private long nextBeginning(ModelVersion lost) {
    if (!lost.log().equals(log)) return Long.MAX_VALUE;
    Snapshots snapshots = new Snapshots(client, topics, log);
    TreeSet<Long> beginnings = new TreeSet<>();
    snapshots.list().forEach(snapshot -> beginnings.add(snapshot.version().offset()));
    for (LogEntry entry : known(snapshots)) {
      if (entry.configures()) beginnings.add(entry.offset());
    }
    Long next = beginnings.higher(lost.offset());
    return next == null ? Long.MAX_VALUE : next;
  }

  /** None where the log was pruned and no snapshot says what came earlier. */
  private List<LogEntry> known(Snapshots snapshots) {
    try {
      return new TrainingLog(client, topics).history(snapshots).entries();
    } catch (LogRefusedException pruned) {
      return List.of();
    }
  }

  private int forward(Replay.Past past, int first, List<T> asked, Progress progress) {
    Pupil pupil = past.pupil();
    int[] next = {visitAll(past, first, asked)};
    if (next[0] == asked.size() || !isAhead(asked.get(next[0]), pupil)) return next[0];
    long begin = pupil.version().offset() + 1;
    long last = version.apply(asked.get(asked.size() - 1)).offset();
    try (Partition<String, LogRecord> partition =
        new Partition<>(client, topics.trainingLog(), 0)) {
      partition.read(
          begin,
          Math.min(last + 1, partition.end()),
          record -> {
            if (changesSettings(record, pupil)) return false;
            progress.at(record.topic(), record.offset() - begin + 1, last - begin + 1);
            next[0] = visitAll(past, next[0], asked);
            return next[0] < asked.size() && isAhead(asked.get(next[0]), pupil);
          });
    }
    return next[0];
  }

  private boolean isAhead(T asked, Pupil pupil) {
    ModelVersion sought = version.apply(asked);
    return sought.log().equals(log) && sought.offset() > pupil.version().offset();
  }

  private static boolean changesSettings(ConsumerRecord<String, LogRecord> record, Pupil pupil) {
    long before = pupil.history().inForceSince();
    pupil.apply(record);
    return pupil.history().inForceSince() != before;
  }

  /** All that ask for the version that is there. */
  private int visitAll(Replay.Past past, int first, List<T> asked) {
    int next = first;
    ModelVersion there = past.pupil().version();
    while (next < asked.size() && version.apply(asked.get(next)).equals(there)) {
      visit.there(asked.get(next++), past);
    }
    return next;
  }
}
