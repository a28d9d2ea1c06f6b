package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/** Vectors of one length by dense number, drawn at random when first asked for. */
final class Vectors {
  private final int length;
  private final float mean;
  private final float deviation;
  private float[] values = new float[0];
  private int count;

  /**
   * @param mean of a new vector's components
   * @param deviation standard deviation of a new vector's components
   */
  Vectors(int length, double mean, double deviation) {
    this.length = length;
    this.mean = (float) mean;
    this.deviation = (float) deviation;
  }

  int count() {
    return count;
  }

  /** All components, vector after vector; replaced when more vectors come. */
  float[] values() {
    return values;
  }

  /** Where the vector of a number starts. */
  int at(int number) {
    return number * length;
  }

  /** Draws vectors until there are that many. */
  void reserve(int wanted, SeededRandom random) {
    if (Math.multiplyExact(wanted, length) > values.length) {
      values = Arrays.copyOf(values, Math.multiplyExact(Math.max(64, wanted * 2), length));
    }
    for (; count < wanted; count++) {
      draw(count, random);
    }
  }

  /** Draws one anew. */
  void draw(int number, SeededRandom random) {
    for (int i = 0; i < length; i++) {
      values[at(number) + i] = mean + random.normal() * deviation;
    }
  }

  /** As {@link Generator#renumber}. */
  void renumber(int[] to) {
    int kept = 0;
    for (int number = 0; number < count; number++) {
      if (to[number] >= 0) {
        System.arraycopy(values, at(number), values, at(kept++), length);
      }
    }
    count = kept;
  }

  float[] copy(int number) {
    return Arrays.copyOfRange(values, at(number), at(number + 1));
  }

  /** The inner product of a vector with {@code other}. */
  float dot(int number, float[] other) {
    float sum = 0;
    for (int i = 0, from = at(number); i < length; i++) {
      sum += values[from + i] * other[i];
    }
    return sum;
  }

  void write(StateWriter out) {
    out.putFloats(Arrays.copyOf(values, count * length));
  }

  void read(StateReader in) {
    values = in.getFloats();
    count = values.length / length;
  }
}
