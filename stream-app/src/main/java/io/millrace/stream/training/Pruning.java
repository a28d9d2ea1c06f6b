package io.millrace.stream.training;

import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Trims a training log: deletes the snapshots that nobody needs, and the log up to the oldest one
 * that is kept, never further. As long as no snapshot is older than the audit period, the versions
 * of that period's beginning come from the log alone, and none of it goes. What is deleted is gone
 * for good: no replica can learn it again, so settings that replay the log need a new generation
 * from then on.
 */
public final class Pruning {
  private static final long NOTHING = -1;
  private static final Duration HEARD = Duration.ofDays(1);

  private final Map<String, Object> client;
  private final LogTopics topics;
  private final String log;
  private final Snapshots snapshots;

  /**
   * What is to be done, or was.
   *
   * @param begin offset of the log's first record before
   * @param to the log's records up to and with this offset are deleted; -1 for none
   * @param superfluous snapshots that are deleted
   * @param kept snapshots, oldest version first
   * @param settings in force when it was made, their offset
   * @param refusal why nothing may be deleted; empty if all may
   */
  public record Plan(
      long begin,
      long to,
      List<Snapshot> superfluous,
      List<Snapshot> kept,
      long settings,
      Optional<String> refusal) {}

  /**
   * @param client settings of every Kafka client
   * @param log topic id of the training log
   */
  public Pruning(Map<String, Object> client, LogTopics topics, String log) {
    this.client = Map.copyOf(client);
    this.topics = topics;
    this.log = log;
    snapshots = new Snapshots(client, topics, log);
  }

  /**
   * What may go. The snapshots that versions from then on must be brought back from are restored
   * and checked against their digests.
   *
   * @param to delete the log up to and with this version; empty for all that may go
   * @param keep how far back a score can be audited, {@code audit_keep}
   */
  public Plan plan(Optional<Long> to, Instant now, Duration keep) {
    return plan(to, now, keep, Progress.NONE);
  }

  /** The same, saying how far it has read. */
  public Plan plan(Optional<Long> to, Instant now, Duration keep, Progress progress) {
    List<Snapshot> all = snapshots.list(progress);
    List<Snapshot> superfluous = Thinning.superfluous(all, now, keep);
    List<Snapshot> kept = new ArrayList<>(all);
    kept.removeAll(superfluous);
    Instant since = now.minus(keep);
    long most = mayGoTo(kept, since);
    long until = to.orElse(most);
    if (kept.isEmpty()) {
      return new Plan(begin(), until, superfluous, kept, NOTHING, Optional.of(withoutSnapshots()));
    }
    LogHistory history = history();
    return new Plan(
        begin(),
        until,
        superfluous,
        kept,
        history.inForceSince(),
        refusal(until, most, kept, history, since, now));
  }

  /** The oldest snapshot that is kept, if it is older than the audit period; else -1. */
  private static long mayGoTo(List<Snapshot> kept, Instant since) {
    if (kept.isEmpty()) return NOTHING;
    Instant written = Instant.ofEpochMilli(kept.get(0).manifest().written());
    return written.isBefore(since) ? kept.get(0).version().offset() : NOTHING;
  }

  private Optional<String> refusal(
      long to, long most, List<Snapshot> kept, LogHistory history, Instant since, Instant now) {
    if (to > most) {
      return Optional.of(
          most == NOTHING
              ? "--to = "
                  + to
                  + ", but no snapshot is older than "
                  + since
                  + ", where the audit period begins: nothing of the log may go yet; wait, or set a"
                  + " shorter audit_keep"
              : "--to = "
                  + to
                  + ", expected "
                  + most
                  + " or less: the oldest snapshot that is kept; versions between could not be"
                  + " audited any more");
    }
    Optional<String> behind = behind(to, now);
    if (behind.isPresent()) return behind;
    Optional<String> gap =
        to == NOTHING ? Optional.empty() : withoutSnapshot(history, to, kept, since);
    return gap.or(() -> damaged(history, kept));
  }

  /**
   * An instance that stands scores on with the version it stands at. One that was killed, and whose
   * name does not come back, is forgotten after a day.
   */
  private Optional<String> behind(long to, Instant now) {
    long heard = now.minus(HEARD).toEpochMilli();
    int generation = topics.pipeline().generation();
    return Replicas.reported(client, topics).stream()
        .filter(report -> report.version().generation() == generation)
        .filter(report -> report.version().log().equals(log))
        .filter(report -> report.at() >= heard && report.version().offset() < to)
        .findFirst()
        .map(
            report ->
                "instance "
                    + report.instance()
                    + " was at version "
                    + report.version()
                    + " at "
                    + Instant.ofEpochMilli(report.at())
                    + ", expected none before offset "
                    + to
                    + ": the scores it gives could not be audited any more. Restart it if it"
                    + " stands, wait for a day if it is gone, or say --to "
                    + report.version().offset());
  }

  private String withoutSnapshots() {
    return "found no snapshot of "
        + name()
        + ", expected one: without it the log is all there is of the model";
  }

  private LogHistory history() {
    return new TrainingLog(client, topics).history(snapshots);
  }

  /** Settings whose first versions only a replay from the log's beginning brings back. */
  private static Optional<String> withoutSnapshot(
      LogHistory history, long to, List<Snapshot> kept, Instant since) {
    boolean all = !history.forgotSettings();
    for (LogEntry entry : history.entries()) {
      if (!entry.configures()) continue;
      boolean audited = entry.offset() > to && entry.issued() >= since.toEpochMilli();
      if (audited && !all) return Optional.of(tooManySettings(entry));
      all = true;
      if (!audited) continue;
      if (kept.stream().anyMatch(s -> s.version().offset() == entry.offset())) continue;
      return Optional.of(
          "the settings that were put in force at offset "
              + entry.offset()
              + " have no snapshot of that version, expected one: until they are older than"
              + " audit_keep, the versions after it are brought back from the log's beginning");
    }
    return Optional.empty();
  }

  private static String tooManySettings(LogEntry oldest) {
    return "of the settings before offset "
        + oldest.offset()
        + " nothing is kept, and some may have been put in force within audit_keep: expected fewer"
        + " than "
        + LogHistory.SETTINGS
        + " in that time; wait, or set a shorter audit_keep";
  }

  private Optional<String> damaged(LogHistory history, List<Snapshot> kept) {
    SnapshotVerifier verifier = new SnapshotVerifier(client, topics, log);
    Optional<Snapshot> start =
        kept.stream()
            .filter(
                snapshot ->
                    history
                        .inForce()
                        .map(now -> now.settings().equals(settings(snapshot)))
                        .orElse(false))
            .reduce((older, newer) -> newer);
    if (start.isEmpty()) {
      return Optional.of(
          "no snapshot is kept of the settings in force, expected one: an instance that starts"
              + " would have to learn the whole log");
    }
    for (Snapshot snapshot : List.of(kept.get(0), start.get())) {
      SnapshotVerifier.Verdict verdict = verifier.verify(snapshot, false, Progress.NONE);
      if (!verdict.good()) return verdict.problem();
    }
    return Optional.empty();
  }

  private static String settings(Snapshot snapshot) {
    return snapshot.manifest().configured().settings();
  }

  /**
   * Does it.
   *
   * @throws IllegalStateException if the plan is refused, or others were put in force meanwhile:
   *     their replay may need what would be deleted
   */
  public void carryOut(Plan plan, String instance) {
    plan.refusal()
        .ifPresent(
            why -> {
              throw new IllegalStateException(why);
            });
    long settings = history().inForceSince();
    if (settings != plan.settings()) {
      throw new IllegalStateException(
          "settings were put in force at offset "
              + settings
              + " since the plan was made, expected none: nothing was deleted; prune again");
    }
    try (SnapshotWriter writer = new SnapshotWriter(client, topics, instance)) {
      writer.delete(plan.superfluous());
    }
    if (plan.to() + 1 <= plan.begin()) return;
    TopicPartition partition = new TopicPartition(name(), 0);
    try (Admin admin = Admin.create(client)) {
      admin
          .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(plan.to() + 1)))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new KafkaException("deleting the beginning of " + name() + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while deleting the beginning of " + name(), e);
    }
  }

  private long begin() {
    try (Partition<?, ?> partition = new Partition<>(client, topics.trainingLog(), 0)) {
      return partition.begin();
    }
  }

  private String name() {
    return topics.trainingLog().name();
  }
}
