package io.millrace.model.drift;

/**
 * A stretch of time in which something was not as before. It is told when it begins and again when
 * it ends.
 *
 * @param kind what was watched: {@code input}, {@code score}, {@code alerts}, {@code quality},
 *     {@code labels}, {@code hits} or {@code lists}
 * @param subject the feature, or what of the lists; else the kind again
 * @param started epoch milliseconds
 * @param ended epoch milliseconds; {@link #OPEN} while it lasts
 * @param size by how many times what was seen exceeds what may be
 * @param cause in words for an operator; no value of an event
 */
public record Episode(
    String kind, String subject, long started, long ended, double size, String cause) {
  public static final long OPEN = -1;
  public static final String INPUT = "input";
  public static final String SCORE = "score";
  public static final String QUALITY = "quality";
  public static final String LABELS = "labels";
  public static final String ALERTS = "alerts";
  public static final String HITS = "hits";
  public static final String LISTS = "lists";

  public boolean isOpen() {
    return ended == OPEN;
  }

  /** The same, over. */
  public Episode endedAt(long time, String why) {
    return new Episode(kind, subject, started, time, size, why);
  }

  /** A number as its cause tells it: three places. */
  public static double rounded(double value) {
    return Math.rint(value * 1000) / 1000;
  }
}
