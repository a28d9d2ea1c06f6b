package io.millrace.model.recommend;

/**
 * How likely a list was, of which places are given to chance; of the same length as the list.
 *
 * @param values the probability of each item of being at its place, in (0, 1]
 * @param drawn whether chance gave it the place: without chance another item is there
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never changed.
public record Propensities(float[] values, boolean[] drawn) {
  /** Of a list in which nothing is left to chance. */
  public static final Propensities NONE = new Propensities(new float[0], new boolean[0]);

  public Propensities {
    if (values.length != drawn.length) {
      throw new IllegalArgumentException(
          "propensities of " + values.length + " places, drawn of " + drawn.length);
    }
  }

  /** Whether the list was made without chance. */
  public boolean isEmpty() {
    return values.length == 0;
  }
}
