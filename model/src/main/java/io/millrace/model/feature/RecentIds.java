package io.millrace.model.feature;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * The last {@value #CAPACITY} ids, oldest first, in 8 bytes each: 48 bits of an id's fingerprint
 * and 16 of the record it came in. A new id is taken for a known one with probability below 3e-13;
 * of a known id, another record for the same one with 2e-5.
 *
 * <p>The highest byte of each also stands in {@code tags}, eight in a long: a search reads one
 * cache line, and entries only where a tag is equal.
 */
public final class RecentIds {
  static final int CAPACITY = 64;

  private static final long ORIGIN = 0xFFFF;
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private long[] hashes = {};
  private long[] tags = {};
  private int size;

  /** Where the oldest one stands once there are as many as the capacity. */
  private int oldest;

  public boolean contains(String id) {
    return contains(size == 0 ? 0 : TextHash.of(id), ~ORIGIN);
  }

  /** Whether the id came, and in that very record. */
  boolean contains(String id, long origin) {
    return contains(size == 0 ? 0 : entry(id, origin), -1);
  }

  private boolean contains(long entry, long mask) {
    long wanted = (entry >>> 56) * LOW_BITS;
    for (int eight = 0; eight < tags.length; eight++) {
      long differing = tags[eight] ^ wanted;
      // Has a byte that is zero (L. Lamport, Multiple byte processing, CACM 18 (1975)).
      if (((differing - LOW_BITS) & ~differing & HIGH_BITS) != 0 && isAmong(eight, entry, mask)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAmong(int eight, long entry, long mask) {
    int end = Math.min(size, 8 * eight + 8);
    for (int i = 8 * eight; i < end; i++) {
      if (((hashes[i] ^ entry) & mask) == 0) {
        return true;
      }
    }
    return false;
  }

  public void add(String id) {
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
      set(oldest, entry);
      oldest = (oldest + 1) % CAPACITY;
      return;
    }
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.min(CAPACITY, Math.max(8, size * 2)));
      tags = Arrays.copyOf(tags, (hashes.length + 7) / 8);
    }
    set(size++, entry);
  }

  private void set(int place, long entry) {
    hashes[place] = entry;
    int bit = (place & 7) << 3;
    tags[place >>> 3] = tags[place >>> 3] & ~(0xFFL << bit) | (entry >>> 56) << bit;
  }

  public void write(StateWriter out) {
    out.putByte(size);
    for (int i = 0; i < size; i++) {
      out.putLong(hashes[(oldest + i) % CAPACITY]);
    }
  }

  public void read(StateReader in) {
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
    tags = new long[(hashes.length + 7) / 8];
    for (int i = 0; i < size; i++) {
      set(i, in.getLong());
    }
  }
}
