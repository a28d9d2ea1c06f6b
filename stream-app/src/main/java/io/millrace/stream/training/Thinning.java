package io.millrace.stream.training;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which snapshots nobody needs any more. Kept are the newest three and, within the audit period,
 * the last one of each UTC day: an audit replays at most a day of the log, and the topic holds a
 * snapshot a day instead of every one.
 */
final class Thinning {
  private static final int NEWEST = 3;

  private Thinning() {}

  /**
   * @param snapshots oldest version first
   */
  static List<Snapshot> superfluous(List<Snapshot> snapshots, Instant now, Duration keep) {
    Set<LocalDate> days = new HashSet<>();
    List<Snapshot> superfluous = new ArrayList<>();
    for (int i = snapshots.size() - 1; i >= 0; i--) {
      Snapshot snapshot = snapshots.get(i);
      Instant written = Instant.ofEpochMilli(snapshot.manifest().written());
      boolean lastOfDay = days.add(LocalDate.ofInstant(written, ZoneOffset.UTC));
      boolean newest = snapshots.size() - i <= NEWEST;
      boolean audited = lastOfDay && !written.isBefore(now.minus(keep));
      if (!newest && !audited) superfluous.add(snapshot);
    }
    return superfluous;
  }
}
