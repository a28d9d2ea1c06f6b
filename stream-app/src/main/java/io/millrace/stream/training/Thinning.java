package io.millrace.stream.training;

import io.millrace.stream.topic.LogRecord.Configured;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which snapshots nobody needs any more. Kept are
 *
 * <ul>
 *   <li>the newest three;
 *   <li>of the audit period, the last one of each UTC day, so that an audit replays a day of the
 *       log at most, and the first one under new settings or another arithmetic, from which their
 *       later versions go on;
 *   <li>the newest one from before the audit period, from which its first versions go on.
 * </ul>
 */
final class Thinning {
  private static final int NEWEST = 3;

  private Thinning() {}

  /**
   * @param snapshots oldest version first
   */
  static List<Snapshot> superfluous(List<Snapshot> snapshots, Instant now, Duration keep) {
    Instant since = now.minus(keep);
    Set<LocalDate> days = new HashSet<>();
    boolean base = false;
    List<Snapshot> superfluous = new ArrayList<>();
    for (int i = snapshots.size() - 1; i >= 0; i--) {
      Instant written = Instant.ofEpochMilli(snapshots.get(i).manifest().written());
      boolean lastOfDay = days.add(LocalDate.ofInstant(written, ZoneOffset.UTC));
      boolean newest = snapshots.size() - i <= NEWEST;
      boolean needed =
          written.isBefore(since) ? !base : lastOfDay || isFirstOfItsSettings(snapshots, i);
      base |= written.isBefore(since);
      if (!newest && !needed) superfluous.add(snapshots.get(i));
    }
    return superfluous;
  }

  private static boolean isFirstOfItsSettings(List<Snapshot> snapshots, int i) {
    if (i == 0) return false;
    Configured now = snapshots.get(i).manifest().configured();
    Configured before = snapshots.get(i - 1).manifest().configured();
    return !now.settings().equals(before.settings())
        || now.learnerArithmetic() != before.learnerArithmetic();
  }
}
