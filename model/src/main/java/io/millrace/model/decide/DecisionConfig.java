package io.millrace.model.decide;

import java.time.ZoneId;

/**
 * When a score becomes an alert: {@code decide:} of a pipeline file. Either by a fixed threshold or
 * by a budget of alerts, which the threshold then follows.
 *
 * @param budgetPerDay how many alerts a day are expected, 1 to 1,000,000,000; 0 = no budget, the
 *     threshold is fixed
 * @param per dotted path of the field that names the entity counted, once a day each; null = every
 *     event counts
 * @param zone in which a day begins; null without a budget
 * @param initialThreshold the fixed threshold; with a budget, the one used until scores enough are
 *     known. In [0, 1]; a score at or above it is an alert
 */
public record DecisionConfig(long budgetPerDay, String per, ZoneId zone, double initialThreshold) {
  /**
   * @throws IllegalArgumentException naming the key, the value found and what was expected
   */
  public DecisionConfig {
    require(
        budgetPerDay >= 0 && budgetPerDay <= 1_000_000_000,
        "alert_budget",
        budgetPerDay + "/day",
        "1/day to 1000000000/day");
    boolean budget = budgetPerDay > 0;
    require(budget == (zone != null), "zone", zone, "a zone if and only if there is a budget");
    require(budget || per == null, "per", per, "no such key beside a fixed threshold");
    require(
        initialThreshold >= 0 && initialThreshold <= 1,
        budget ? "initial_threshold" : "threshold",
        initialThreshold,
        "a probability from 0 to 1; start at 0.5");
  }

  /** A fixed threshold. */
  public static DecisionConfig threshold(double threshold) {
    return new DecisionConfig(0, null, null, threshold);
  }

  /** Whether the threshold follows a budget of alerts. */
  public boolean hasBudget() {
    return budgetPerDay > 0;
  }

  /** The settings as one line of text; equal settings, equal text. */
  public String canonical() {
    return hasBudget()
        ? "alert_budget="
            + budgetPerDay
            + "/day per="
            + (per == null ? "event" : per)
            + " zone="
            + zone
            + " initial_threshold="
            + initialThreshold
        : "threshold=" + initialThreshold;
  }

  private static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "decide." + key + " = " + found + ", expected " + expected);
    }
  }
}
