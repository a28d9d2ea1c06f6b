package io.millrace.stream.demo;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that is otherwise for some days of a simulation.
 *
 * @param from first day, counted from 0
 * @param to the day from which all is as before; {@link #FOR_EVER} for none
 */
public record Disturbance(Kind kind, int from, int to) {
  public static final int FOR_EVER = Integer.MAX_VALUE;

  private static final Pattern TEXT =
      Pattern.compile("(inputs|concept|labels)=([0-9]{1,6})(?:-([0-9]{1,6}))?");

  /** What is otherwise. */
  public enum Kind {
    /** Customers who spend more than 50 on average make a fifth of their transactions. */
    INPUTS,
    /**
     * Seven times as many terminals are compromised, each for 4 days instead of 28: as much fraud,
     * but it has moved on before labels can tell of it.
     */
    CONCEPT,
    /** Nobody learns the truth about the transactions of these days. */
    LABELS
  }

  public Disturbance {
    if (!(from >= 0 && from < to)) {
      throw new IllegalArgumentException(
          "drift = " + from + "-" + to + ", expected days from 0 on, the first before the last");
    }
  }

  /**
   * @param text {@code concept=60-75}, or {@code concept=60} for ever from day 60 on
   */
  public static Disturbance parse(String text) {
    Matcher found = TEXT.matcher(text);
    if (!found.matches()) {
      throw new IllegalArgumentException(
          "drift = "
              + text
              + ", expected inputs, concept or labels, and days counted from 0: concept=60 or"
              + " concept=60-75");
    }
    String to = found.group(3);
    return new Disturbance(
        Kind.valueOf(found.group(1).toUpperCase(Locale.ROOT)),
        Integer.parseInt(found.group(2)),
        to == null ? FOR_EVER : Integer.parseInt(to));
  }

  boolean isOn(int day) {
    return from <= day && day < to;
  }
}
