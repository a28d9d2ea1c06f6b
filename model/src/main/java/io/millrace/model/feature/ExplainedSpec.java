package io.millrace.model.feature;

/**
 * When a positive label says nothing of an entity: the event it speaks of is explained by something
 * else, a feature that was above a bound.
 *
 * @param feature place among the feature set's features, of the history of this entity or one
 *     before it
 * @param above the bound, in the feature's unit
 */
public record ExplainedSpec(int feature, double above) {
  /**
   * @throws IllegalArgumentException naming the key, the value found and what was expected
   */
  public ExplainedSpec {
    if (!(Math.abs(above) <= 1e9)) {
      throw new IllegalArgumentException(
          "above = " + above + ", expected a number from -1000000000 to 1000000000");
    }
  }
}
