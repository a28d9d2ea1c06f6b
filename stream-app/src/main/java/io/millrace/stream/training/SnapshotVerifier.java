package io.millrace.stream.training;

import io.millrace.stream.topic.LogTopics;
import java.util.Map;
import java.util.Optional;

/**
 * Proves that a snapshot is what it says: it is read, restored and written again, which must give
 * its digest; and, if asked, the log is replayed from its beginning, which must give it too.
 */
public final class SnapshotVerifier {
  private final Map<String, Object> client;
  private final LogTopics topics;
  private final String log;
  private final Snapshots snapshots;

  /**
   * What came out.
   *
   * @param problem why the snapshot is not what it says; empty if it is
   * @param replayed examples learnt from the log's beginning; 0 where that was not asked for
   */
  public record Verdict(Snapshot snapshot, Optional<String> problem, long replayed) {
    public boolean good() {
      return problem.isEmpty();
    }
  }

  /**
   * @param client settings of every Kafka client
   * @param log topic id of the training log
   */
  public SnapshotVerifier(Map<String, Object> client, LogTopics topics, String log) {
    this.client = Map.copyOf(client);
    this.topics = topics;
    this.log = log;
    snapshots = new Snapshots(client, topics, log);
  }

  /** Restores and rewrites the snapshot; with {@code fromLog} also learns all of it again. */
  public Verdict verify(Snapshot snapshot, boolean fromLog, Progress progress) {
    try {
      LogTopics then = PastPipeline.of(topics, snapshot.manifest().configured());
      Pupil restored = new Restoring(then, snapshots).of(snapshot);
      Optional<String> problem =
          compare(snapshot, "restored and written again", ReplicaDigest.of(restored.copy()));
      if (problem.isPresent() || !fromLog) return new Verdict(snapshot, problem, 0);
      Replay.Past past = new Replay(client, then, log).fresh(snapshot.version().offset(), progress);
      ReplicaDigest learnt = ReplicaDigest.of(past.pupil().copy());
      return new Verdict(
          snapshot, compare(snapshot, "learnt from the log", learnt), past.replayed());
    } catch (SnapshotDamagedException | IllegalArgumentException | IllegalStateException e) {
      return new Verdict(snapshot, Optional.of(e.getMessage()), 0);
    }
  }

  private static Optional<String> compare(Snapshot snapshot, String how, ReplicaDigest found) {
    String expected = snapshot.manifest().sha256();
    if (found.sha256().equals(expected)) return Optional.empty();
    return Optional.of(
        snapshot + ", " + how + ", has digest " + found.sha256() + ", expected " + expected);
  }
}
