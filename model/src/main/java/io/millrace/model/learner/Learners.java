package io.millrace.model.learner;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The learners of a pipeline: {@code learners:}, or {@code learner:} for one alone. All learn from
 * the same log; the first serves at the beginning, the others are its challengers.
 *
 * @param all 1 to 16, each with a name of its own; all together of a size that one snapshot holds
 */
public record Learners(List<Named> all) {
  public static final int MOST = 16;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,39}");

  /**
   * A learner and what it is called.
   *
   * @param name a lower-case letter, then at most 39 of a-z, 0-9, '_' and '-'
   */
  public record Named(String name, LearnerConfig config) {
    /**
     * @throws IllegalArgumentException naming the key, the value found and what was expected
     */
    public Named {
      if (name == null || !NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "learner.name = "
                + name
                + ", expected a lower-case letter, then at most 39 of a-z, 0-9, '_' and '-'");
      }
    }

    /** What it is called if nobody says: its kind. */
    public static Named of(LearnerConfig config) {
      return new Named(config.kind(), config);
    }
  }

  /**
   * @throws IllegalArgumentException naming the key, the value found and what was expected
   */
  public Learners {
    all = List.copyOf(all);
    if (all.isEmpty() || all.size() > MOST) {
      throw new IllegalArgumentException(
          "learners = " + all.size() + " learners, expected 1 to " + MOST);
    }
    long bytes = all.stream().mapToLong(learner -> learner.config().stateBytes()).sum();
    if (bytes > LearnerSettings.MOST_BYTES) {
      throw new IllegalArgumentException(
          (all.size() == 1 ? "learner" : "learners")
              + " = "
              + bytes
              + " bytes once they have learnt much, expected at most "
              + LearnerSettings.MOST_BYTES
              + ": a snapshot holds all of them; take fewer, or smaller ones (hash_bits, factors,"
              + " embedding, trees, max_nodes)");
    }
    Set<String> names = new HashSet<>();
    for (Named learner : all) {
      if (!names.add(learner.name())) {
        throw new IllegalArgumentException(
            "learners = " + learner.name() + " twice, expected a name for each of its own");
      }
    }
  }

  /** One learner alone. */
  public static Learners of(LearnerConfig config) {
    return new Learners(List.of(Named.of(config)));
  }

  /** The one that serves at the beginning. */
  public Named first() {
    return all.get(0);
  }

  /** Whether there is nobody to compare it with. */
  public boolean isOne() {
    return all.size() == 1;
  }

  /** About how many bytes all of them hold. */
  public long stateBytes() {
    return all.stream().mapToLong(learner -> learner.config().stateBytes()).sum();
  }
}
