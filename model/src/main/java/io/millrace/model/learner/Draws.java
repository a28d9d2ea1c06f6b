package io.millrace.model.learner;

/**
 * Seeded random numbers, the same on every machine: SplitMix64, its whole state one long.
 *
 * <p>G. Steele, D. Lea, C. Flood, Fast splittable pseudorandom number generators, OOPSLA 2014.
 */
final class Draws {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private long state;

  Draws(long seed) {
    state = seed;
  }

  long state() {
    return state;
  }

  /** A number from 0 to {@code bound - 1}; its bias is below {@code bound / 2^32}. */
  int below(int bound) {
    return (int) ((next() >>> 32) * bound >>> 32);
  }

  /** In [0, 1). */
  double uniform() {
    return (next() >>> 11) * 0x1p-53;
  }

  /** About normal, mean 0, variance 1: the sum of twelve uniform numbers, less six. */
  float normal() {
    float sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += (next() >>> 40) * 0x1p-24f;
    }
    return sum;
  }

  long next() {
    long z = state += STEP;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
