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

  /** The index of a number held, -1 where it is not. */
  int indexOf(int value) {
    for (int i = 0; i < size; i++) {
      if (values[i] == value) {
        return i;
      }
    }
    return -1;
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

  /** Takes out what is held at an index and puts a number in as the newest. O(size). */
  void renew(int index, int value) {
    int newest = (oldest + size - 1) % size;
    for (int at = index; at != newest; ) {
      int next = (at + 1) % size;
      values[at] = values[next];
      at = next;
    }
    values[newest] = value;
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
