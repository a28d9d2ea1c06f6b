package io.millrace.model.metric;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Which calendar day of a zone an instant belongs to, as days since 1970-01-01. A day is 23 or 25
 * hours long where clocks change. Remembers the last day asked for, so neighbours in time cost a
 * comparison.
 */
public final class CalendarDays {
  private final ZoneId zone;
  private long day;
  private long startMillis;
  private long endMillis;

  public CalendarDays(ZoneId zone) {
    this.zone = zone;
  }

  /** The day of an instant, in days since the epoch. */
  public long dayOf(long epochMillis) {
    if (epochMillis < startMillis || epochMillis >= endMillis) {
      LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(epochMillis), zone);
      day = date.toEpochDay();
      startMillis = startOf(date);
      endMillis = startOf(date.plusDays(1));
    }
    return day;
  }

  /** How much of its day is still to come at an instant, in (0, 1]. */
  public double shareLeft(long epochMillis) {
    dayOf(epochMillis);
    return (endMillis - epochMillis) / (double) (endMillis - startMillis);
  }

  private long startOf(LocalDate date) {
    return date.atStartOfDay(zone).toInstant().toEpochMilli();
  }
}
