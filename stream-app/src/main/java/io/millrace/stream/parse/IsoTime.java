package io.millrace.stream.parse;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Reads ISO 8601 dates with times by hand: about 40 ns, where {@code java.time}'s formatter takes
 * 500.
 *
 * <p>{@code 2018-04-01T00:00:31Z}; a space may stand for the T, seconds and their decimals (cut to
 * milliseconds) may be missing, and the offset is Z, +02, +0200 or +02:00. A local time that a
 * clock change skipped moves on by the change; one that occurred twice is the earlier.
 */
final class IsoTime {
  private final ZoneId zone;
  private final long fixedOffset;
  private long lastDate = -1;
  private long lastDays;

  /**
   * @param zone of texts that name no offset; null if each must name its own
   */
  IsoTime(ZoneId zone) {
    this.zone = zone;
    boolean fixed = zone != null && zone.getRules().isFixedOffset();
    fixedOffset =
        fixed
            ? zone.getRules().getOffset(LocalDateTime.MIN).getTotalSeconds() * 1000L
            : Long.MIN_VALUE;
  }

  /**
   * Epoch milliseconds.
   *
   * @throws DateTimeException whose message is what was expected
   */
  long millis(CharSequence text) {
    if (text.length() < 16 || text.length() > 40) {
      throw malformed();
    }
    long local =
        days(text) * 86_400_000L
            + (between(text, 11, 0, 23) * 60L + between(text, 14, 0, 59)) * 60_000L;
    requireOneOf(text, 10, "T t");
    requireOneOf(text, 13, ":");
    int at = 16;
    if (at < text.length() && text.charAt(at) == ':') {
      local += between(text, 17, 0, 59) * 1000L;
      at = 19;
      if (at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',')) {
        int end = endOfDigits(text, at + 1);
        local += thousandths(text, at + 1, end);
        at = end;
      }
    }
    return at == text.length() ? inZone(local) : local - offset(text, at);
  }

  /** Midnight of the date that the text begins with; of dates in a row the same one is kept. */
  private long days(CharSequence text) {
    long date = date(text);
    if (date != lastDate) {
      lastDays = readDays(text);
      lastDate = date;
    }
    return lastDays;
  }

  /** The ten characters of a date, different for different ones; none is -1. */
  private static long date(CharSequence text) {
    long date = 0;
    for (int at = 0; at < 10; at++) {
      char c = text.charAt(at);
      if (c >= 0x40) {
        throw malformed();
      }
      date = date << 6 | c;
    }
    return date;
  }

  private static long readDays(CharSequence text) {
    int year = two(text, 0) * 100 + two(text, 2);
    requireOneOf(text, 4, "-");
    int month = between(text, 5, 1, 12);
    requireOneOf(text, 7, "-");
    int day = between(text, 8, 1, lengthOf(month, year));
    return daysFromCivil(year, month, day);
  }

  /** Days since 1970-01-01; H. Hinnant, chrono-compatible low-level date algorithms (2013). */
  private static long daysFromCivil(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(y, 400);
    int yearOfEra = y - era * 400;
    int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }

  private static int lengthOf(int month, int year) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  private long inZone(long local) {
    if (fixedOffset != Long.MIN_VALUE) {
      return local - fixedOffset;
    }
    if (zone == null) {
      throw new DateTimeException(
          "an offset such as Z or +02:00 at its end; if no text has one, say the zone by time.zone"
              + " in the pipeline file");
    }
    long seconds = Math.floorDiv(local, 1000L);
    return LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC)
            .atZone(zone)
            .toInstant()
            .toEpochMilli()
        + Math.floorMod(local, 1000L);
  }

  /** The offset that begins at {@code at} and ends the text, milliseconds. */
  private static long offset(CharSequence text, int at) {
    char sign = text.charAt(at);
    int length = text.length() - at;
    if (sign == 'Z' || sign == 'z') {
      require(length == 1);
      return 0;
    }
    require(sign == '+' || sign == '-');
    require(length == 3 || length == 5 || length == 6 && text.charAt(at + 3) == ':');
    int minutes = between(text, at + 1, 0, 18) * 60;
    if (length > 3) {
      minutes += between(text, text.length() - 2, 0, 59);
    }
    require(minutes <= 18 * 60);
    return (sign == '-' ? -minutes : minutes) * 60_000L;
  }

  private static int endOfDigits(CharSequence text, int from) {
    int at = from;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    require(at > from);
    return at;
  }

  private static int thousandths(CharSequence text, int from, int end) {
    int value = 0;
    for (int i = 0; i < 3; i++) {
      value = value * 10 + (from + i < end ? text.charAt(from + i) - '0' : 0);
    }
    return value;
  }

  private static int between(CharSequence text, int at, int least, int most) {
    int value = two(text, at);
    require(value >= least && value <= most);
    return value;
  }

  private static int two(CharSequence text, int at) {
    require(at + 2 <= text.length() && isDigit(text.charAt(at)) && isDigit(text.charAt(at + 1)));
    return (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static void requireOneOf(CharSequence text, int at, String chars) {
    require(chars.indexOf(text.charAt(at)) >= 0);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw malformed();
    }
  }

  private static DateTimeException malformed() {
    return new DateTimeException("a date and time that exist, e.g. 2018-04-01T00:00:31Z");
  }
}
