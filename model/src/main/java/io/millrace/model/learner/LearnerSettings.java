package io.millrace.model.learner;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Checks and text that the settings of all learners share. A message names key, found, expected.
 */
final class LearnerSettings {
  static final String HASH_BITS = "10 to 26; start at 18";

  /** Bytes that all learners may hold: a snapshot is one array, and has room for the rest of it. */
  static final long MOST_BYTES = (1L << 31) - (1L << 26);

  private LearnerSettings() {}

  static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + " = " + found + ", expected " + expected);
    }
  }

  static void requireHashBits(int found) {
    require(found >= 10 && found <= 26, "hash_bits", found, HASH_BITS);
  }

  static void requireRate(String key, double found, double start) {
    require(
        found >= 1e-6 && found <= 1000,
        key,
        found,
        "a number from 0.000001 to 1000; start at " + shortest(start));
  }

  static void requireAccumulator(double found) {
    require(
        found >= 0 && found <= 1e6,
        "initial_accumulator",
        found,
        "a number from 0 to 1000000; start at 0.1");
  }

  static void requireEpsilon(double found) {
    require(
        found >= 1e-10 && found <= 1,
        "epsilon",
        found,
        "a number from 0.0000000001 to 1; start at 0.000001");
  }

  /** The fewest digits that mean this number: Double.toString changed between Java releases. */
  static String shortest(double value) {
    if (value == 0) {
      return "0";
    }
    BigDecimal exact = new BigDecimal(value);
    int digits = 1;
    while (exact.round(new MathContext(digits)).doubleValue() != value) {
      digits++;
    }
    return exact.round(new MathContext(digits)).stripTrailingZeros().toPlainString();
  }
}
