package io.millrace.model.drift;

import java.util.Locale;

/**
 * What a replica does when an episode of worse quality begins: {@code drift.reaction} of a pipeline
 * file.
 *
 * @param factor by how much the rate is raised, above 1, at most 100; 1 where it is not
 * @param examples for how many examples; 0 where it is not
 */
public record Reaction(Kind kind, double factor, long examples) {
  public static final Reaction NONE = new Reaction(Kind.NONE, 1, 0);
  public static final Reaction RESET_CHALLENGER = new Reaction(Kind.RESET_CHALLENGER, 1, 0);
  public static final double DEFAULT_FACTOR = 4;
  public static final long DEFAULT_EXAMPLES = 20_000;

  /** What is done. */
  public enum Kind {
    /** Nothing but telling. */
    NONE,
    /** All learners learn faster for a while. */
    RAISE_RATE,
    /** All learners that do not serve forget everything. */
    RESET_CHALLENGER;

    /** The word of {@code reaction:}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws IllegalArgumentException naming the key, the value found and what was expected
   */
  public Reaction {
    if (kind == Kind.RAISE_RATE) {
      require(factor > 1 && factor <= 100, "factor", factor, "above 1, at most 100; start at 4");
      require(
          examples >= 1 && examples <= 1_000_000_000_000L,
          "for",
          examples,
          "1 to 1000000000000 examples; start at 20000");
    } else {
      require(factor == 1 && examples == 0, "reaction", kind.word(), "no factor and no for");
    }
  }

  /** The rates of all learners this many times as high for so many examples. */
  public static Reaction raiseRate(double factor, long examples) {
    return new Reaction(Kind.RAISE_RATE, factor, examples);
  }

  public boolean raisesRate() {
    return kind == Kind.RAISE_RATE;
  }

  public boolean resetsChallengers() {
    return kind == Kind.RESET_CHALLENGER;
  }

  /** The settings as words behind those of the detector; empty where nothing is done. */
  String canonical() {
    return switch (kind) {
      case NONE -> "";
      case RAISE_RATE -> " reaction=raise_rate factor=" + factor + " for=" + examples;
      case RESET_CHALLENGER -> " reaction=reset_challenger";
    };
  }

  private static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("drift." + key + " = " + found + ", expected " + expected);
    }
  }
}
