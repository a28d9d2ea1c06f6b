package io.millrace.model.feature;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * The last {@value #CAPACITY} ids, oldest first, in 8 bytes each: 48 bits of an id's fingerprint
 * and 16 of the record it came in. A new id is taken for a known one with probability below 3e-13;
 * of a known id, another record for the same one with 2e-5.
 *
 * <p>The highest byte of each also stands in a tag, eight in a long, before the entries: a search
 * reads one cache line, and entries only where a tag is equal.
 */
public final class RecentIds {
  static final int CAPACITY = 64;

  private static final long ORIGIN = 0xFFFF;
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  /** A ninth are tags, the rest entries. */
  private long[] words = {};

  private int tags;
  private int size;

  /** Where the oldest one stands once there are as many as the capacity. */
  private int oldest;

  /** Reads the tags and where the next entry goes: their memory is at hand then. */
  long touch() {
    return size == 0 ? 0 : words[0] + words[tags + (size == CAPACITY ? oldest : size - 1)];
  }

  public boolean contains(String id) {
    return contains(size == 0 ? 0 : TextHash.of(id), ~ORIGIN);
  }

  /** Whether the id came, and in that very record. */
  boolean contains(String id, long origin) {
    return contains(size == 0 ? 0 : entry(id, origin), -1);
  }

  private boolean contains(long entry, long mask) {
    long wanted = (entry >>> 56) * LOW_BITS;
    for (int eight = 0; eight < tags; eight++) {
      long differing = words[eight] ^ wanted;
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
      if (((words[tags + i] ^ entry) & mask) == 0) {
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
    if (size == 8 * tags) {
      makeRoom(Math.max(1, 2 * tags));
    }
    set(size++, entry);
  }

  private void set(int place, long entry) {
    words[tags + place] = entry;
    int bit = (place & 7) << 3;
    words[place >>> 3] = words[place >>> 3] & ~(0xFFL << bit) | (entry >>> 56) << bit;
  }

  private void makeRoom(int moreTags) {
    long[] wider = new long[9 * moreTags];
    System.arraycopy(words, 0, wider, 0, tags);
    System.arraycopy(words, tags, wider, moreTags, size);
    words = wider;
    tags = moreTags;
  }

  public void write(StateWriter out) {
    out.putByte(size);
    for (int i = 0; i < size; i++) {
      out.putLong(words[tags + (oldest + i) % CAPACITY]);
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
    tags = Math.min(CAPACITY / 8, size / 8 + 1);
    words = new long[9 * tags];
    for (int i = 0; i < size; i++) {
      set(i, in.getLong());
    }
  }
}
