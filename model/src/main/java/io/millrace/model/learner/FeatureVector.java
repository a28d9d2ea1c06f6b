package io.millrace.model.learner;

import java.util.Arrays;

/**
 * A sparse input of a learner: {@code size} pairs of an id in [0, 2^bits) and a finite value. An id
 * may occur twice (two features that share a bucket); its values then add up.
 *
 * <p>Reused from one example to the next, so that the hot path allocates nothing; not thread-safe.
 */
public final class FeatureVector {
  private int[] ids;
  private float[] values;
  private int size;

  public FeatureVector(int expectedSize) {
    ids = new int[Math.max(4, expectedSize)];
    values = new float[ids.length];
  }

  public void clear() {
    size = 0;
  }

  public void add(int id, float value) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    ids[size] = id;
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

  /** The array itself, of {@link #size} ids and then rubbish, for the loops of this package. */
  int[] ids() {
    return ids;
  }

  /** The array itself, of {@link #size} values and then rubbish, for the loops of this package. */
  float[] values() {
    return values;
  }
}
