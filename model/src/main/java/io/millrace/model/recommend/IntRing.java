package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/** The last numbers put in, up to a limit; grows as needed. */
final class IntRing {
  private int[] values = new int[4];
  private int size;
  private int oldest;

  int size() {
    return size;
  }

  /** A number held; at index 0 not the oldest, but always the same until the next is put in. */
  int get(int index) {
    return values[index];
  }

  boolean contains(int value) {
    for (int i = 0; i < size; i++) {
      if (values[i] == value) {
        return true;
      }
    }
    return false;
  }

  void put(int value, int limit) {
    if (size < limit) {
      if (size == values.length) {
        values = Arrays.copyOf(values, Math.min(limit, size * 2));
      }
      values[size++] = value;
    } else {
      values[oldest] = value;
      oldest = (oldest + 1) % size;
    }
  }

  /** A number held; at place 0 the oldest. */
  int inOrder(int place) {
    return values[(oldest + place) % size];
  }

  void clear() {
    size = 0;
    oldest = 0;
  }

  void write(StateWriter out) {
    out.putInts(Arrays.copyOf(values, size)).putInt(oldest);
  }

  static IntRing read(StateReader in) {
    IntRing ring = new IntRing();
    ring.values = in.getInts();
    ring.size = ring.values.length;
    ring.oldest = in.getInt();
    if (ring.size == 0) {
      ring.values = new int[4];
    }
    return ring;
  }
}
