package io.millrace.model.drift;

/** Quantiles of the distributions that tests compare with; good to three digits. */
final class Quantiles {
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
  static double chiSquared(int degrees, double probability) {
    double ninth = 2.0 / (9 * degrees);
    double root = 1 - ninth + normal(probability) * Math.sqrt(ninth);
    return degrees * Math.max(0, root * root * root);
  }
}
