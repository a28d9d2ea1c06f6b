package io.millrace.stream.training;

import io.millrace.stream.topic.LogTopics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says why a version cannot be brought back: what of log and snapshots is gone. */
final class LostVersions {
  private LostVersions() {}

  /**
   * @throws IllegalStateException if the log was pruned and no snapshot reaches from its present
   *     beginning to {@code version}
   */
  static void require(
      Map<String, Object> client, LogTopics topics, Snapshots snapshots, long version) {
    long begin;
    try (Partition<?, ?> log = new Partition<>(client, topics.trainingLog(), 0)) {
      begin = log.begin();
    }
    if (begin == 0) return;
    List<Snapshot> usable =
        snapshots.list().stream().filter(s -> s.version().offset() >= begin - 1).toList();
    if (usable.stream().anyMatch(s -> s.version().offset() <= version)) return;
    Optional<Snapshot> first = usable.stream().findFirst();
    String name = topics.trainingLog().name();
    throw new IllegalStateException(
        name
            + " begins at offset "
            + begin
            + ", what came earlier was deleted (`snapshot prune`), and "
            + topics.snapshots().name()
            + " has no snapshot "
            + first
                .map(
                    s ->
                        "of a version from "
                            + (begin - 1)
                            + " to "
                            + (s.version().offset() - 1)
                            + ": only versions from "
                            + s.version().offset()
                            + " on (written "
                            + Instant.ofEpochMilli(s.manifest().written())
                            + ") can be brought back")
                .orElse("of a version from " + (begin - 1) + " on: no version can be brought back")
            + ". Only a copy of those topics brings it back; a longer audit_keep keeps more from now"
            + " on");
  }
}
