package io.millrace.model.feature;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * The last {@value #CAPACITY} ids, oldest first, in 8 bytes each: 48 bits of an id's fingerprint
 * and 16 of the record it came in. A new id is taken for a known one with probability below 3e-13;
 * of a known id, another record for the same one with 2e-5.
 */
final class RecentIds {
  static final int CAPACITY = 64;

  private static final long ORIGIN = 0xFFFF;

  private long[] hashes = {};
  private int size;

  /** Where the oldest one stands once there are as many as the capacity. */
  private int oldest;

  boolean contains(String id) {
    return contains(size == 0 ? 0 : TextHash.of(id), ~ORIGIN);
  }

  /** Whether the id came, and in that very record. */
  boolean contains(String id, long origin) {
    return contains(size == 0 ? 0 : entry(id, origin), -1);
  }

  private boolean contains(long entry, long mask) {
    for (int i = 0; i < size; i++) {
      if (((hashes[i] ^ entry) & mask) == 0) {
        return true;
      }
    }
    return false;
  }

  void add(String id) {
    add(TextHash.of(id));
  }

  /**
   * @param origin any number that tells records apart
   */
  void add(String id, long origin) {
    add(entry(id, origin));
  }

  private static long entry(String id, long origin) {
    return TextHash.of(id) & ~ORIGIN | TextHash.mix(origin) & ORIGIN;
  }

  private void add(long entry) {
    if (size == CAPACITY) {
      hashes[oldest] = entry;
      oldest = (oldest + 1) % CAPACITY;
      return;
    }
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.min(CAPACITY, Math.max(4, size * 2)));
    }
    hashes[size++] = entry;
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
