package io.millrace.model.explain;

import java.util.List;

/**
 * What a score's log odds are made of: base, contributions and others add up to them.
 *
 * @param base what the learner says of an event without features: a bias, a root's rate
 * @param others the contributions of all features that are not among the reasons
 * @param reasons the strongest contributions, strongest first
 */
public record Explanation(double base, double others, List<Reason> reasons) {
  /** Where nobody asked. */
  public static final Explanation NONE = new Explanation(Double.NaN, Double.NaN, List.of());

  public Explanation {
    reasons = List.copyOf(reasons);
  }

  /** Whether anybody asked. */
  public boolean isThere() {
    return !Double.isNaN(base);
  }
}
