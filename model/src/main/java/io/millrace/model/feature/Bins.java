package io.millrace.model.feature;

/**
 * Bins on a signed logarithmic scale, from the bits of a float: the bits of 1 + |x| read as an
 * integer grow piecewise linearly with log2(1 + |x|), so that their leading bits number equally
 * long stretches within each doubling. No logarithm: monotone, and the same on every machine.
 */
final class Bins {
  private static final int ONE = Float.floatToRawIntBits(1f);
  private static final int MANTISSA_BITS = 23;

  private Bins() {}

  /** How far to shift {@link #scale} for so many bins a doubling (a power of two). */
  static int shift(int perDoubling) {
    return MANTISSA_BITS - Integer.numberOfTrailingZeros(perDoubling);
  }

  /** 0 or more for 0 or more, below 0 for less; not for NaN. */
  static int scale(float value) {
    int bits = Float.floatToRawIntBits(1f + Math.abs(value)) - ONE;
    return value < 0 ? ~bits : bits;
  }

  /** The bin of a value: 0, 1, ... upwards from 0, and -1, -2, ... downwards from below 0. */
  static int of(float value, int perDoubling) {
    return scale(value) >> shift(perDoubling);
  }
}
