package io.millrace.model.learner;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * What a leaf knows of one category: the weight of either class with each of its first {@value
 * #MOST} values, and with all others together, missing ones among them.
 */
final class TextCounts {
  static final int MOST = 32;

  private final float[] values = new float[MOST];
  private final double[] weights = new double[2 * MOST + 2];
  private final double[] totals = new double[2];
  private int size;

  void add(int c, float value, double weight) {
    totals[c] += weight;
    int at = indexOf(value);
    if (at == MOST && size < MOST && !Float.isNaN(value)) {
      at = size;
      values[size++] = value;
    }
    weights[2 * at + c] += weight;
  }

  /** How many values have a count of their own. */
  int size() {
    return size;
  }

  float value(int index) {
    return values[index];
  }

  double weight(int index, int c) {
    return weights[2 * index + c];
  }

  double total(int c) {
    return totals[c];
  }

  /** What a value says for the positive class, in log odds; each value counts one more. */
  double evidence(float value) {
    int at = indexOf(value);
    return StrictMath.log(
        (weights[2 * at + 1] + 1)
            / (totals[1] + size + 1)
            / ((weights[2 * at] + 1) / (totals[0] + size + 1)));
  }

  /** {@value #MOST} for all others. */
  private int indexOf(float value) {
    for (int i = 0; i < size; i++) {
      if (values[i] == value) {
        return i;
      }
    }
    return MOST;
  }

  void write(StateWriter out) {
    out.putInt(size).putFloats(values).putDoubles(weights).putDoubles(totals);
  }

  static TextCounts read(StateReader in) {
    TextCounts counts = new TextCounts();
    counts.size = in.getInt();
    LearnerState.requireRange(counts.size, 0, MOST);
    System.arraycopy(LearnerState.floats(in, MOST), 0, counts.values, 0, MOST);
    System.arraycopy(LearnerState.doubles(in, 2 * MOST + 2), 0, counts.weights, 0, 2 * MOST + 2);
    System.arraycopy(LearnerState.doubles(in, 2), 0, counts.totals, 0, 2);
    return counts;
  }
}
