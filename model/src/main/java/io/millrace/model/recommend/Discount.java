package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * What an item's score is scaled by for being common: {@code (n + shrink)^-power}, n the summed
 * weight of its events. Computed when n changes, not when asked.
 */
final class Discount {
  private final double power;
  private final double shrink;
  private float[] counts = new float[64];
  private float[] factors = new float[64];
  private int items;

  Discount(double power, double shrink) {
    this.power = power;
    this.shrink = shrink;
  }

  float of(int item) {
    return factors[item];
  }

  /** The summed weight of the item's events. */
  float count(int item) {
    return item < items ? counts[item] : 0;
  }

  /** All factors, by item; replaced when items come. */
  float[] factors() {
    return factors;
  }

  void count(int item, float weight) {
    reserve(item + 1);
    counts[item] += weight;
    compute(item);
  }

  private void reserve(int count) {
    if (count > counts.length) {
      counts = Arrays.copyOf(counts, count * 2);
      factors = Arrays.copyOf(factors, count * 2);
    }
    while (items < count) {
      compute(items++);
    }
  }

  private void compute(int item) {
    factors[item] = (float) StrictMath.pow(counts[item] + shrink, -power);
  }

  /** As {@link Generator#renumber}. */
  void renumber(int[] to) {
    int kept = 0;
    for (int item = 0; item < items; item++) {
      if (to[item] >= 0) {
        counts[kept] = counts[item];
        factors[kept++] = factors[item];
      }
    }
    Arrays.fill(counts, kept, items, 0);
    items = kept;
  }

  void write(StateWriter out) {
    out.putFloats(Arrays.copyOf(counts, items));
  }

  void read(StateReader in) {
    counts = in.getFloats();
    items = 0;
    factors = new float[counts.length];
    reserve(counts.length);
  }
}
