package io.millrace.stream.demo;

import java.util.Random;

/**
 * Independent sources of randomness from one seed. {@link Random} is specified to the bit, its
 * Gaussians too, so the same seed draws the same numbers on every machine and Java.
 */
final class SeededRandom {
  private SeededRandom() {}

  /** The source for one purpose on one day (or 0 where days do not matter). */
  static Random of(long seed, String purpose, long day) {
    // Random keeps neighbouring seeds correlated; mixing sets them apart.
    return new Random(mix(mix(seed) + mix(purpose.hashCode()) + day));
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
