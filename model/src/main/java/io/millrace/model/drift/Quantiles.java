package io.millrace.model.drift;

import java.util.function.LongPredicate;

/** Quantiles of the distributions that tests compare with; good to three digits. */
public final class Quantiles {
  private Quantiles() {}

  /**
   * Of the standard normal distribution, by Abramowitz and Stegun 26.2.23: off by at most 4.5e-4.
   */
  static double normal(double probability) {
    double tail = Math.min(probability, 1 - probability);
    double t = Math.sqrt(-2 * StrictMath.log(tail));
    double above =
        t
            - (2.515517 + t * (0.802853 + t * 0.010328))
                / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    return probability < 0.5 ? -above : above;
  }

  /** Of chi-squared with so many degrees of freedom, by Wilson and Hilferty. */
  static double chiSquared(double degrees, double probability) {
    double ninth = 2.0 / (9 * degrees);
    double root = 1 - ninth + normal(probability) * Math.sqrt(ninth);
    return degrees * Math.max(0, root * root * root);
  }

  /**
   * Of Student's t, by D. L. Wallace, Bounds on normal approximations to Student's and the
   * chi-square distributions, Annals of Mathematical Statistics 30 (1959) 1121-1130.
   */
  static double student(int degrees, double probability) {
    double z = normal(probability) * (8 * degrees + 3) / (8 * degrees + 1);
    return Math.copySign(Math.sqrt(degrees * StrictMath.expm1(z * z / degrees)), z);
  }

  /**
   * The least number that a count of Poisson's distribution exceeds with at most a probability: its
   * distribution function is that of chi-squared (F. Garwood, Fiducial limits for the Poisson
   * distribution, Biometrika 28 (1936) 437-442).
   */
  public static long poissonAbove(double mean, double probability) {
    return first(count -> chiSquared(2 * (count + 1), probability) >= 2 * mean);
  }

  /**
   * The greatest number that such a count does not exceed with at most a probability; -1 for none.
   */
  public static long poissonBelow(double mean, double probability) {
    return first(count -> chiSquared(2 * (count + 1), 1 - probability) > 2 * mean) - 1;
  }

  /** The first number, from 0, of which something is true; it is then true of all after it. */
  private static long first(LongPredicate holds) {
    long above = 1;
    while (!holds.test(above)) above *= 2;
    long below = -1;
    while (above - below > 1) {
      long middle = (above + below) / 2;
      if (holds.test(middle)) above = middle;
      else below = middle;
    }
    return above;
  }
}
