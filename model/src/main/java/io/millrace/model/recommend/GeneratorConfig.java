package io.millrace.model.recommend;

import java.time.Duration;

/** Which generator, with its settings, each refused where it makes no sense. */
public sealed interface GeneratorConfig {
  /** Its name in a pipeline file. */
  String kind();

  /** How many numbers a vector of an item has; 0 where items have none. */
  default int vectorLength() {
    return 0;
  }

  /** Settings as {@code kind key=value ...}; equal texts make equal generators. */
  default String canonical() {
    return toString();
  }

  /**
   * {@link io.millrace.model.recommend.Popularity}.
   *
   * @param halfLife after which an event counts half
   */
  record Popularity(Duration halfLife) implements GeneratorConfig {
    public static final String KIND = "popularity";

    public Popularity {
      require(halfLife != null && halfLife.toMillis() >= 1000, "half_life", halfLife, "1s or more");
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * {@link io.millrace.model.recommend.CoOccurrence}.
   *
   * @param last how many of the user's last items count, 1 to 1000
   * @param decay of what is learnt, by distance, above 0, at most 1
   * @param fade of what is asked, by distance, above 0, at most 1
   * @param a discount of common items that speak, 0 to 2
   * @param b discount of common items that are spoken of, 0 to 2
   * @param shrink added to counts before they discount, above 0
   * @param back what the earlier item gains with the later one the other way round, 0 to 1
   * @param keep entries of a row that stay when it is cut back, 10 to 10,000
   */
  record CoOccurrence(
      int last, double decay, double fade, double a, double b, double shrink, double back, int keep)
      implements GeneratorConfig {
    public static final String KIND = "co_occurrence";

    public CoOccurrence {
      requireLast(last);
      requireShare("decay", decay);
      requireShare("fade", fade);
      requirePower("a", a);
      requirePower("b", b);
      require(shrink > 0, "shrink", shrink, "a number above 0; start at 5");
      require(back >= 0 && back <= 1, "back", back, "0 to 1; start at 0.5");
      requireWithin("keep", keep, 10, 10_000);
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * {@link io.millrace.model.recommend.Markov}.
   *
   * @param last how many of the user's last items count, 1 to 1000
   * @param decay of what is learnt, by distance, above 0, at most 1
   * @param fade of what is asked, by distance, above 0, at most 1
   * @param b discount of common items that are spoken of, 0 to 2
   * @param shrink added to counts before they discount, above 0
   * @param keep entries of a row that stay when it is cut back, 10 to 10,000
   */
  record Markov(int last, double decay, double fade, double b, double shrink, int keep)
      implements GeneratorConfig {
    public static final String KIND = "markov";

    public Markov {
      requireLast(last);
      requireShare("decay", decay);
      requireShare("fade", fade);
      requirePower("b", b);
      require(shrink > 0, "shrink", shrink, "a number above 0; start at 3");
      requireWithin("keep", keep, 10, 10_000);
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * {@link io.millrace.model.recommend.UserNeighbours}.
   *
   * @param last how many of the user's last items count, 1 to 1000
   * @param fade of them, by distance, above 0, at most 1
   * @param a discount of common items that two share, 0 to 2
   * @param b discount of common items that are listed, 0 to 2
   * @param shrink added to counts before they discount, above 0
   * @param neighbours how many speak, 1 to 10,000
   * @param users how many are remembered, 1 to 16,777,215
   * @param profile last items of each that are remembered, 1 to 10,000
   * @param takers last users of each item that are remembered, 1 to 100,000
   */
  record UserNeighbours(
      int last,
      double fade,
      double a,
      double b,
      double shrink,
      int neighbours,
      int users,
      int profile,
      int takers)
      implements GeneratorConfig {
    public static final String KIND = "user_neighbours";

    public UserNeighbours {
      requireLast(last);
      requireShare("fade", fade);
      requirePower("a", a);
      requirePower("b", b);
      require(shrink > 0, "shrink", shrink, "a number above 0; start at 5");
      requireWithin("neighbours", neighbours, 1, 10_000);
      requireWithin("users", users, 1, (1 << 24) - 1);
      requireWithin("profile", profile, 1, 10_000);
      requireWithin("takers", takers, 1, 100_000);
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * {@link io.millrace.model.recommend.Bpr}.
   *
   * @param factors at most 100 negatives
   */
  record Bpr(FactorsConfig factors) implements GeneratorConfig {
    public static final String KIND = "bpr";
    public static final int MOST_NEGATIVES = 100;

    public Bpr {
      requireWithin("negatives", factors.negatives(), 1, MOST_NEGATIVES);
    }

    /** In snapshots: settings that differ in it do not go on from each other. */
    @Override
    public String toString() {
      return factors.textOf("Bpr");
    }

    @Override
    public int vectorLength() {
      return factors.factors();
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * {@link io.millrace.model.recommend.Content}.
   *
   * @param last how many of the user's last items count, 1 to 1000
   * @param fade of them, by distance, above 0, at most 1
   * @param popular power of what many took, 0 to 2; 0 for no matter
   * @param mostEvents items with more events are not named, 0 or more
   * @param halfLife after which an item's being new counts half; zero for no matter
   */
  record Content(int last, double fade, double popular, int mostEvents, Duration halfLife)
      implements GeneratorConfig {
    public static final String KIND = "content";

    public Content {
      requireLast(last);
      requireShare("fade", fade);
      requirePower("popular", popular);
      require(mostEvents >= 0, "most_events", mostEvents, "0 or more");
      require(
          halfLife != null && (halfLife.isZero() || halfLife.toMillis() >= 1000),
          "half_life",
          halfLife,
          "1s or more, or no such key");
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * {@link io.millrace.model.recommend.Embeddings}.
   *
   * @param factors at most 1000 negatives
   */
  record Embeddings(FactorsConfig factors) implements GeneratorConfig {
    public static final String KIND = "embeddings";
    public static final int MOST_NEGATIVES = 1000;

    public Embeddings {
      requireWithin("negatives", factors.negatives(), 1, MOST_NEGATIVES);
    }

    /** In snapshots: settings that differ in it do not go on from each other. */
    @Override
    public String toString() {
      return factors.textOf("Embeddings");
    }

    @Override
    public int vectorLength() {
      return factors.factors();
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * {@link io.millrace.model.recommend.Isgd}.
   *
   * @param factors length of the vectors, 1 to 1000
   * @param rate of learning, above 0, at most 1
   * @param regularization of vectors towards 0, 0 to 1
   * @param iterations over each event, 1 to 100
   * @param users how many vectors of users are kept, 1 to 16,777,215
   * @param seed of what is drawn
   * @param start mean of a new vector's components: above 0, what many take comes first from the
   *     first event on
   * @param spread standard deviation of a new vector's components
   */
  record Isgd(
      int factors,
      double rate,
      double regularization,
      int iterations,
      int users,
      long seed,
      double start,
      double spread)
      implements GeneratorConfig {
    public static final String KIND = "isgd";

    public Isgd {
      requireWithin("factors", factors, 1, 1000);
      requireShare("rate", rate);
      require(
          regularization >= 0 && regularization <= 1, "regularization", regularization, "0 to 1");
      requireWithin("iterations", iterations, 1, 100);
      requireWithin("users", users, 1, (1 << 24) - 1);
      Refusal.unlessRoom("users", users, KIND, factors);
      require(start >= 0 && start <= 1, "start", start, "0 to 1; start at 0.1");
      require(spread > 0 && spread <= 1, "spread", spread, "above 0, at most 1; start at 0.005");
    }

    @Override
    public int vectorLength() {
      return factors;
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  private static void requireLast(int last) {
    requireWithin("last", last, 1, 1000);
  }

  private static void requireShare(String key, double found) {
    Refusal.unlessShare(key, found);
  }

  private static void requirePower(String key, double found) {
    require(found >= 0 && found <= 2, key, found, "0 to 2; start at 0.5");
  }

  private static void requireWithin(String key, long found, long least, long most) {
    Refusal.unlessWithin(key, found, least, most);
  }

  private static void require(boolean holds, String key, Object found, String expected) {
    Refusal.unless(holds, key, found, expected);
  }
}
