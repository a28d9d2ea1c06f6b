package io.millrace.model.pipeline;

import io.millrace.model.recommend.Asking;
import java.time.Duration;

/**
 * What is recommended, and what counts as a success.
 *
 * @param k items in a list, 1 to 100
 * @param positive the least value of an activity that is worth being predicted; negative infinity
 *     where every value is
 * @param asking what of a user's history the model is told, and what may be listed
 * @param remember how many different items of a user are remembered, at least {@code
 *     asking.recent()}, at most 100,000
 * @param forget a user who did nothing for so long is new again
 */
public record Listing(int k, double positive, Asking asking, int remember, Duration forget) {
  public static final int DEFAULT_RECENT = 100;
  public static final int DEFAULT_REMEMBER = 4096;
  public static final Duration DEFAULT_FORGET = Duration.ofDays(3650);

  public Listing {
    Settings.require(k >= 1 && k <= 100, "recommend.k", k, "1 to 100; start at 10");
    Settings.require(
        !Double.isNaN(positive), "recommend.positive", positive, "the least value, e.g. 4");
    int recent = asking.recent();
    Settings.require(
        recent >= 1 && recent <= 1000, "recommend.recent", recent, "1 to 1000; start at 100");
    Settings.require(
        remember >= recent && remember <= 100_000,
        "recommend.remember",
        remember,
        "at least recommend.recent = " + recent + ", at most 100000");
    Settings.requireAtLeast(
        "recommend.forget", forget, Duration.ofDays(1), "1d or more; start at 730d");
  }
}
