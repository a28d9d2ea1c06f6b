package io.millrace.model.feature;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * The last {@value #CAPACITY} ids by their 64-bit fingerprints, oldest first: a new id is taken for
 * a known one with probability below 4e-18.
 */
final class RecentIds {
  static final int CAPACITY = 64;

  private long[] hashes = {};
  private int size;

  /** Where the oldest one stands once there are as many as the capacity. */
  private int oldest;

  boolean contains(String id) {
    if (size == 0) {
      return false;
    }
    long hash = TextHash.of(id);
    for (int i = 0; i < size; i++) {
      if (hashes[i] == hash) {
        return true;
      }
    }
    return false;
  }

  void add(String id) {
    if (size == CAPACITY) {
      hashes[oldest] = TextHash.of(id);
      oldest = (oldest + 1) % CAPACITY;
      return;
    }
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.min(CAPACITY, Math.max(4, size * 2)));
    }
    hashes[size++] = TextHash.of(id);
  }

  void write(StateWriter out) {
    out.putByte(size);
    for (int i = 0; i < size; i++) {
      out.putLong(hashes[(oldest + i) % CAPACITY]);
    }
  }

  void read(StateReader in) {
    size = in.getByte();
    if (size < 0 || size > CAPACITY) {
      throw new IllegalArgumentException(
          "history holds "
              + size
              + " event ids, expected 0 to "
              + CAPACITY
              + ": the bytes are damaged or of another format");
    }
    oldest = 0;
    hashes = new long[Math.min(CAPACITY, size + 1)];
    for (int i = 0; i < size; i++) {
      hashes[i] = in.getLong();
    }
  }
}
