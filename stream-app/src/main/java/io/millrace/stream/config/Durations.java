package io.millrace.stream.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a whole number and a unit, {@code 250ms 30s 5m 12h 7d}. */
public final class Durations {
  /** What a text must look like, for messages. */
  public static final String EXPECTED =
      "a whole number and a unit (ms, s, m, h, d), e.g. 250ms, 30s, 5m, 12h, 7d";

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final List<String> UNITS = List.of("d", "h", "m", "s", "ms");

  private Durations() {}

  /**
   * @throws IllegalArgumentException saying what was found and what a duration looks like
   */
  public static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text + " is no duration, expected " + EXPECTED);
    }
    return unit(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)));
  }

  /** The shortest text that {@link #parse} reads as the same duration, to the millisecond. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    for (String unit : UNITS) {
      long size = unit(unit).toMillis();
      if (millis != 0 && millis % size == 0) {
        return millis / size + unit;
      }
    }
    return "0s";
  }

  private static Duration unit(String unit) {
    return switch (unit) {
      case "d" -> Duration.ofDays(1);
      case "h" -> Duration.ofHours(1);
      case "m" -> Duration.ofMinutes(1);
      case "s" -> Duration.ofSeconds(1);
      default -> Duration.ofMillis(1);
    };
  }
}
