package io.millrace.stream.feed;

import java.nio.charset.StandardCharsets;

/**
 * Texts that come again and again, such as keys of entities: equal bytes give the same string while
 * it is among the texts last seen, so that a reader neither makes it anew nor compares it char by
 * char. Bounded: each text has one place, and the last one of a place holds it.
 *
 * <p>Texts of up to 7 bytes are found by their bytes in one long; longer ones are made anew. A run
 * of numbers lies side by side, in few cache lines.
 */
final class RecurringTexts {
  private static final int PLACES = 1 << 16;
  private static final int LONGEST = 7;

  private final long[] keys = new long[PLACES];
  private final String[] texts = new String[PLACES];

  String of(byte[] bytes, int start, int length) {
    if (length > LONGEST) {
      return new String(bytes, start, length, StandardCharsets.UTF_8);
    }
    // The length in the eighth byte: no two texts share a key, and none has the key 0.
    long key = 0;
    for (int i = 0; i < length; i++) {
      key = key << 8 | bytes[start + i] & 0xFF;
    }
    key |= (length + 1L) << 56;
    int place = place(key);
    if (keys[place] != key) {
      texts[place] = new String(bytes, start, length, StandardCharsets.UTF_8);
      keys[place] = key;
    }
    return texts[place];
  }

  /** The last four bits stay: texts that differ in their last digit are neighbours. */
  private static int place(long key) {
    return (int) ((key >>> 4) * 0x9E3779B97F4A7C15L >>> 48) & -16 | (int) key & 15;
  }
}
