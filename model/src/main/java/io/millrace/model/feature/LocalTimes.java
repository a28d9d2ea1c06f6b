package io.millrace.model.feature;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Hours and weekdays of a zone by arithmetic alone. The offset of the last stretch between two
 * clock changes is kept: a zone without clock changes never asks its rules again, another one only
 * when a time lies outside that stretch. Safe for several threads: the stretch is immutable.
 */
final class LocalTimes {
  private static final long HOUR = 3_600_000L;
  private static final long DAY = 24 * HOUR;

  private record Stretch(long from, long to, long offset) {}

  private final ZoneRules rules;
  private Stretch stretch;

  LocalTimes(ZoneId zone) {
    rules = zone.getRules();
    stretch =
        rules.isFixedOffset()
            ? new Stretch(Long.MIN_VALUE, Long.MAX_VALUE, offset(Instant.EPOCH))
            : new Stretch(0, 0, 0);
  }

  /** The local hour of day, 0 to 23. */
  int hour(long time) {
    return (int) (Math.floorMod(local(time), DAY) / HOUR);
  }

  /** The local day of the week, 0 = Monday to 6 = Sunday. */
  int weekday(long time) {
    // 1970-01-01 was a Thursday.
    return (int) Math.floorMod(Math.floorDiv(local(time), DAY) + 3, 7L);
  }

  private long local(long time) {
    Stretch known = stretch;
    if (time < known.from || time >= known.to) {
      known = stretchOf(Instant.ofEpochMilli(time));
      stretch = known;
    }
    return time + known.offset;
  }

  private Stretch stretchOf(Instant time) {
    // A transition at this very instant begins the stretch: previousTransition() looks before it.
    ZoneOffsetTransition from = rules.previousTransition(time.plusMillis(1));
    ZoneOffsetTransition to = rules.nextTransition(time);
    return new Stretch(
        from == null ? Long.MIN_VALUE : from.getInstant().toEpochMilli(),
        to == null ? Long.MAX_VALUE : to.getInstant().toEpochMilli(),
        offset(time));
  }

  private long offset(Instant time) {
    return rules.getOffset(time).getTotalSeconds() * 1000L;
  }
}
