package io.millrace.stream.training;

import io.millrace.model.pipeline.Change;
import io.millrace.stream.topic.LogTopics;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicas from snapshots: the newest one that fits and is whole; others are logged and passed
 * over.
 */
final class Restoring {
  private static final Logger LOG = LoggerFactory.getLogger(Restoring.class);

  private final LogTopics topics;
  private final Snapshots snapshots;

  /** A replica and the snapshot it came from. */
  record Restored(Pupil pupil, Snapshot snapshot) {}

  Restoring(LogTopics topics, Snapshots snapshots) {
    this.topics = topics;
    this.snapshots = snapshots;
  }

  /** The newest of a version in {@code [least, most]}. */
  Optional<Restored> newest(long least, long most) {
    List<Snapshot> all = snapshots.list();
    for (int i = all.size() - 1; i >= 0; i--) {
      long offset = all.get(i).version().offset();
      if (offset < least || offset > most) continue;
      Optional<Restored> restored = restore(all.get(i));
      if (restored.isPresent()) return restored;
    }
    return Optional.empty();
  }

  private Optional<Restored> restore(Snapshot snapshot) {
    if (!fits(snapshot)) {
      LOG.debug("{} was made with other settings", snapshot);
      return Optional.empty();
    }
    try {
      return Optional.of(new Restored(of(snapshot), snapshot));
    } catch (SnapshotDamagedException | IllegalArgumentException e) {
      LOG.warn("{}: {}; trying an older one", snapshot, e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether it is what the log up to its version teaches under the pipeline's settings. */
  boolean fits(Snapshot snapshot) {
    return TrainingLog.differences(topics.pipeline(), snapshot.manifest().configured()).stream()
        .noneMatch(difference -> difference.change().compareTo(Change.REPLAY) >= 0);
  }

  /**
   * @throws SnapshotDamagedException when its bytes are not what its manifest says
   * @throws IllegalArgumentException when this version of Millrace cannot read them
   */
  Pupil of(Snapshot snapshot) {
    return Pupil.restored(
        topics, snapshot.version(), snapshots.load(snapshot), new LogHistory(snapshot.manifest()));
  }
}
