package io.millrace.model.recommend;

/**
 * Settings of a factor model of the last items ({@link LastItemFactors}), each refused where it
 * makes no sense.
 *
 * @param factors length of the vectors, 1 to 1000
 * @param last how many of the user's last items make the user, 1 to 1000
 * @param fade of them, by distance, above 0, at most 1
 * @param rate of learning, above 0, at most 1
 * @param regularization of vectors towards 0, 0 to 1
 * @param negatives drawn for each lesson, 1 and up
 * @param replay earlier lessons learnt again with each, 0 to 100
 * @param memory how many earlier lessons are remembered, 1 to 10,000,000; each takes 4 bytes and
 *     another 4 for each of the last items, all together at most {@value #MOST_REMEMBERED} numbers
 * @param seed of what is drawn
 */
public record FactorsConfig(
    int factors,
    int last,
    double fade,
    double rate,
    double regularization,
    int negatives,
    int replay,
    int memory,
    long seed) {
  /** What an array and a snapshot can hold beside all else: 2 GB less 256 MiB. */
  private static final long MOST_REMEMBERED = 469_762_048;

  public FactorsConfig {
    Refusal.unlessWithin("factors", factors, 1, 1000);
    Refusal.unlessWithin("last", last, 1, 1000);
    Refusal.unlessShare("fade", fade);
    Refusal.unlessShare("rate", rate);
    Refusal.unless(
        regularization >= 0 && regularization <= 1, "regularization", regularization, "0 to 1");
    Refusal.unlessWithin("negatives", negatives, 1, Integer.MAX_VALUE);
    Refusal.unlessWithin("replay", replay, 0, 100);
    Refusal.unlessWithin("memory", memory, 1, 10_000_000);
    long width = last + 1L;
    Refusal.unless(
        memory * width <= MOST_REMEMBERED,
        "memory",
        memory,
        "at most %d with last = %d: an earlier lesson costs %d bytes, %d would cost %d MiB"
            .formatted(MOST_REMEMBERED / width, last, 4 * width, memory, memory * width >> 18));
  }

  /** All of it, as the record of a generator's kind would say it. */
  String textOf(String kind) {
    return kind + toString().substring(FactorsConfig.class.getSimpleName().length());
  }
}
