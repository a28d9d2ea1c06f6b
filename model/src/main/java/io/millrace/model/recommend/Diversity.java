package io.millrace.model.recommend;

/**
 * How much a list's items are to differ from each other.
 *
 * @param mmr weight of relevance against likeness to what is listed before, above 0, at most 1; 1
 *     leaves lists as they are
 * @param among how many of the best items are put in order so, 10 to 1000; what is listed beyond
 *     them follows by score
 */
public record Diversity(double mmr, int among) {
  public static final int DEFAULT_AMONG = 100;

  /** Lists are in the order of their scores. */
  public static final Diversity NONE = new Diversity(1, DEFAULT_AMONG);

  public Diversity {
    Refusal.unless(mmr > 0 && mmr <= 1, "mmr", mmr, "above 0, at most 1; start at 0.8");
    Refusal.unless(among >= 10 && among <= 1000, "among", among, "10 to 1000; start at 100");
  }

  /** Whether it changes any list. */
  boolean matters() {
    return mmr < 1;
  }
}
