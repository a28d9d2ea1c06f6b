package io.millrace.model.feature;

/**
 * 64-bit fingerprints of text, equal on every machine and in every version: XXH64 (Yann Collet,
 * xxHash specification 0.1.1) with seed 0 over the text's UTF-16 code units, little-endian.
 *
 * <p>Not cryptographic. Two of n different texts share a fingerprint with probability about n² /
 * 2^65. About 1 ns a character, no allocation.
 */
public final class TextHash {
  private static final long PRIME1 = 0x9E3779B185EBCA87L;
  private static final long PRIME2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME3 = 0x165667B19E3779F9L;
  private static final long PRIME4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME5 = 0x27D4EB2F165667C5L;

  private TextHash() {}

  public static long of(CharSequence text) {
    int length = text.length();
    int at = 0;
    long hash;
    if (length >= 16) {
      long a = 0x60EA27EEADC0B5D6L; // PRIME1 + PRIME2
      long b = PRIME2;
      long c = 0;
      long d = -PRIME1;
      for (; at + 16 <= length; at += 16) {
        a = round(a, fourChars(text, at));
        b = round(b, fourChars(text, at + 4));
        c = round(c, fourChars(text, at + 8));
        d = round(d, fourChars(text, at + 12));
      }
      hash =
          Long.rotateLeft(a, 1)
              + Long.rotateLeft(b, 7)
              + Long.rotateLeft(c, 12)
              + Long.rotateLeft(d, 18);
      hash = merge(merge(merge(merge(hash, a), b), c), d);
    } else {
      hash = PRIME5;
    }
    hash += 2L * length;
    for (; at + 4 <= length; at += 4) {
      hash ^= round(0, fourChars(text, at));
      hash = Long.rotateLeft(hash, 27) * PRIME1 + PRIME4;
    }
    if (at + 2 <= length) {
      hash ^= (text.charAt(at) | (long) text.charAt(at + 1) << 16) * PRIME1;
      hash = Long.rotateLeft(hash, 23) * PRIME2 + PRIME3;
      at += 2;
    }
    if (at < length) {
      char last = text.charAt(at);
      hash = Long.rotateLeft(hash ^ ((last & 0xFF) * PRIME5), 11) * PRIME1;
      hash = Long.rotateLeft(hash ^ ((last >>> 8) * PRIME5), 11) * PRIME1;
    }
    return mix(hash);
  }

  /** The 24 high bits of the fingerprint, a number that a float holds exactly. */
  public static float category(CharSequence text) {
    return of(text) >>> 40;
  }

  /** XXH64's last step: every bit of the input changes about half the bits of the output. */
  static long mix(long hash) {
    hash = (hash ^ (hash >>> 33)) * PRIME2;
    hash = (hash ^ (hash >>> 29)) * PRIME3;
    return hash ^ (hash >>> 32);
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * PRIME2, 31) * PRIME1;
  }

  private static long merge(long hash, long lane) {
    return (hash ^ round(0, lane)) * PRIME1 + PRIME4;
  }

  private static long fourChars(CharSequence text, int at) {
    return text.charAt(at)
        | (long) text.charAt(at + 1) << 16
        | (long) text.charAt(at + 2) << 32
        | (long) text.charAt(at + 3) << 48;
  }
}
