package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * Summed weights by item, all halved with every half-life that passes. Kept as of one moment, the
 * origin: an event is scaled up by how much later it is. O(1) an event, 4 bytes an item.
 */
final class DecayedCounts {
  /** Beyond so many half-lives the smaller of two events is nothing beside the other. */
  private static final double LARGEST_EXPONENT = 60;

  private final double halfLife;
  private float[] values = new float[64];
  private int items;
  private long origin = Long.MIN_VALUE;

  /**
   * @param halfLife milliseconds
   */
  DecayedCounts(double halfLife) {
    this.halfLife = halfLife;
  }

  DecayedCounts copy() {
    DecayedCounts copy = new DecayedCounts(halfLife);
    copy.values = values.clone();
    copy.items = items;
    copy.origin = origin;
    return copy;
  }

  /** Whether all counts are nothing beside an event of that time; so where there is none yet. */
  boolean isFarAhead(long time) {
    return origin == Long.MIN_VALUE || exponent(time) > LARGEST_EXPONENT;
  }

  /** Whether an event of that time is nothing beside those of the origin. */
  boolean isFarBehind(long time) {
    return exponent(time) < -LARGEST_EXPONENT;
  }

  private double exponent(long time) {
    return (time - origin) / halfLife;
  }

  /** O(items). */
  void moveOrigin(long to) {
    if (origin != Long.MIN_VALUE) {
      float scale = (float) StrictMath.pow(2, -exponent(to));
      for (int i = 0; i < items; i++) {
        values[i] *= scale;
      }
    }
    origin = to;
  }

  void add(int item, float weight, long time) {
    if (item >= values.length) {
      values = Arrays.copyOf(values, Math.max(64, item * 2));
    }
    items = Math.max(items, item + 1);
    values[item] += (float) (weight * StrictMath.pow(2, exponent(time)));
  }

  void score(Scores out) {
    out.setAll(values, items);
  }

  /** As {@link Generator#renumber}. */
  void renumber(int[] to) {
    int kept = 0;
    for (int item = 0; item < items; item++) {
      if (to[item] >= 0) {
        values[kept++] = values[item];
      }
    }
    Arrays.fill(values, kept, items, 0);
    items = kept;
  }

  void write(StateWriter out) {
    out.putLong(origin).putFloats(Arrays.copyOf(values, items));
  }

  /**
   * @param from the origin, which was read
   */
  void read(long from, StateReader in) {
    origin = from;
    values = in.getFloats();
    items = values.length;
  }
}
