package io.millrace.model.learner;

import java.util.Arrays;

/**
 * What a learner sees of an event: {@code size} pairs of an id in [0, 2^bits) and a finite value,
 * and beside them the plain values of the event's features. An id may occur twice (two features
 * that share a bucket); its values then add up.
 *
 * <p>Reused from one example to the next, so that the hot path allocates nothing; not thread-safe.
 * It also lends a learner room for what it computes on the way, so that several threads may ask one
 * learner, each with a vector of its own.
 */
public final class FeatureVector {
  private static final float[] NONE = {};

  /** Bits of the filter that finds ids which may occur twice. */
  private static final int FILTER_BITS = 1 << 12;

  private int[] ids;
  private float[] values;
  private int[] features;
  private int size;
  private float[] plain = NONE;
  private double[] room = new double[0];
  private float[] floats = NONE;
  private long[] filter = {};
  private FeatureVector distinct;

  public FeatureVector(int expectedSize) {
    ids = new int[Math.max(4, expectedSize)];
    values = new float[ids.length];
    features = new int[ids.length];
  }

  public void clear() {
    size = 0;
  }

  /** An element of the first feature. */
  public void add(int id, float value) {
    add(id, value, 0);
  }

  /**
   * @param feature the place of the feature that the element comes from
   */
  public void add(int id, float value, int feature) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size * 2);
      values = Arrays.copyOf(values, size * 2);
      features = Arrays.copyOf(features, size * 2);
    }
    ids[size] = id;
    features[size] = feature;
    values[size++] = value;
  }

  public int size() {
    return size;
  }

  public int id(int index) {
    return ids[index];
  }

  public float value(int index) {
    return values[index];
  }

  /** The place of the feature that an element comes from. */
  public int feature(int index) {
    return features[index];
  }

  /**
   * The plain values of the event's features, NaN where missing.
   *
   * @param values not copied: they must stay as they are while the vector is used
   */
  public void plain(float[] values) {
    plain = values;
  }

  /** The plain values, not copied; empty if none were given. */
  public float[] plain() {
    return plain;
  }

  /** The array itself, of {@link #size} ids and then rubbish, for the loops of this package. */
  int[] ids() {
    return ids;
  }

  /** The array itself, of {@link #size} values and then rubbish, for the loops of this package. */
  float[] values() {
    return values;
  }

  /** At least so many numbers to work with, of any content; the next call lends the same. */
  double[] room(int numbers) {
    if (room.length < numbers) {
      room = new double[numbers];
    }
    return room;
  }

  /** The same of floats. */
  float[] floats(int numbers) {
    if (floats.length < numbers) {
      floats = new float[numbers];
    }
    return floats;
  }

  /** Refuses ids outside a table. */
  void requireBelow(int bound) {
    int bits = 0;
    for (int i = 0; i < size; i++) {
      bits |= ids[i];
    }
    // The bound is a power of two.
    if ((bits & -bound) != 0) {
      throw new IllegalArgumentException(
          "feature ids = "
              + Arrays.toString(Arrays.copyOf(ids, size))
              + ", expected 0 to "
              + (bound - 1)
              + ": the features were made for other hash_bits");
    }
  }

  /**
   * This vector, or one in which each id occurs once, with the sum of its values and the feature of
   * its first occurrence; good until the next call. O(size), but O(size^2) for one in about ten
   * vectors of 30.
   */
  FeatureVector distinct() {
    if (!mayRepeat() || !repeats()) {
      return this;
    }
    if (distinct == null) {
      distinct = new FeatureVector(size);
    }
    distinct.clear();
    distinct.plain = plain;
    for (int i = 0; i < size; i++) {
      int first = distinct.indexOf(ids[i]);
      if (first < 0) {
        distinct.add(ids[i], values[i], features[i]);
      } else {
        distinct.values[first] =
            CoordinateTable.clamp(distinct.values[first] + values[i], Float.MAX_VALUE);
      }
    }
    return distinct;
  }

  private boolean mayRepeat() {
    if (filter.length == 0) {
      filter = new long[FILTER_BITS / Long.SIZE];
    }
    boolean hit = false;
    for (int i = 0; i < size; i++) {
      int word = (ids[i] & FILTER_BITS - 1) >>> 6;
      long bit = 1L << ids[i];
      hit |= (filter[word] & bit) != 0;
      filter[word] |= bit;
    }
    for (int i = 0; i < size; i++) {
      filter[(ids[i] & FILTER_BITS - 1) >>> 6] = 0;
    }
    return hit;
  }

  private boolean repeats() {
    for (int i = 1; i < size; i++) {
      for (int j = 0; j < i; j++) {
        if (ids[i] == ids[j]) {
          return true;
        }
      }
    }
    return false;
  }

  private int indexOf(int id) {
    for (int i = 0; i < size; i++) {
      if (ids[i] == id) {
        return i;
      }
    }
    return -1;
  }
}
