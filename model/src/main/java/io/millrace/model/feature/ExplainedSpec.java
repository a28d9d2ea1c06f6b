package io.millrace.model.feature;

/**
 * When a positive label says nothing of an entity, or less: the event it speaks of is explained by
 * something else, a feature that was above a bound.
 *
 * @param feature place among the feature set's features, of the history of this entity or one
 *     before it
 * @param above the bound up to which nothing is explained, in the feature's unit
 * @param wholly the bound from which on all is explained, the explained share growing in a straight
 *     line between the two; equal to {@code above} where a label is explained or not
 */
public record ExplainedSpec(int feature, double above, double wholly) {
  /**
   * @throws IllegalArgumentException naming the key, the value found and what was expected
   */
  public ExplainedSpec {
    if (!(Math.abs(above) <= 1e9)) {
      throw new IllegalArgumentException(
          "above = " + above + ", expected a number from -1000000000 to 1000000000");
    }
    if (!(wholly >= above && wholly <= 1e9)) {
      throw new IllegalArgumentException(
          "wholly = "
              + wholly
              + ", expected a number above "
              + above
              + " (above) and up to 1000000000, or no such key: what is above is explained then");
    }
  }

  /** Where a label is explained or not. */
  public ExplainedSpec(int feature, double above) {
    this(feature, above, above);
  }

  /** Whether a label may be explained in part. */
  public boolean graded() {
    return wholly > above;
  }

  /** The text of a record of the first two alone, which fingerprints of yes or no were made of. */
  String canonical() {
    return "ExplainedSpec[feature="
        + feature
        + ", above="
        + above
        + (graded() ? ", wholly=" + wholly : "")
        + "]";
  }
}
