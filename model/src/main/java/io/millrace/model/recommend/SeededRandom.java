package io.millrace.model.recommend;

/**
 * SplitMix64: the same numbers on every machine, its whole state one long.
 *
 * <p>G. Steele, D. Lea, C. Flood, Fast splittable pseudorandom number generators, OOPSLA 2014.
 */
final class SeededRandom {
  private long state;

  SeededRandom(long seed) {
    state = seed;
  }

  long state() {
    return state;
  }

  /** Goes on from what {@link #state} said. */
  void reset(long to) {
    state = to;
  }

  /** A number from 0 to {@code bound - 1}; its bias is below {@code bound / 2^32}. */
  int below(int bound) {
    return (int) ((next() >>> 32) * bound >>> 32);
  }

  /** A number from 0 to below 1, a multiple of 2^-53. */
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
    long z = state += 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
