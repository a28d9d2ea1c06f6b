package io.millrace.model.recommend;

/**
 * How much of a list is left to chance.
 *
 * @param share probability of a place of being given to chance, above 0, at most 0.5
 * @param pool how many of the items that come next are drawn from, 1 to 1000
 * @param seed of what is drawn
 */
public record ExplorationConfig(double share, int pool, long seed) {
  /** The word of a pipeline file for the only kind there is. */
  public static final String KIND = "epsilon";

  public static final int DEFAULT_POOL = 50;

  public ExplorationConfig {
    Refusal.unless(
        share > 0 && share <= .5, "share", share, "a number above 0, at most 0.5; start at 0.05");
    Refusal.unless(pool >= 1 && pool <= 1000, "pool", pool, "1 to 1000; start at 50");
  }
}
