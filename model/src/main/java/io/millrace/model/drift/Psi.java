package io.millrace.model.drift;

/**
 * Population stability index of two histograms: the sum over cells of (p - q) ln(p / q), 0 and up.
 * By custom below 0.1 is as before, above 0.25 is another population. Each cell is taken half an
 * event fuller than it is, so that an empty one costs no infinity.
 *
 * <p>Expected run length: of two samples of n and m of one distribution the index times nm / (n +
 * m) is about chi-squared with cells - 1 degrees of freedom; {@link #threshold} says which index a
 * window exceeds with a probability.
 *
 * <p>Cost: O(cells). Blind to what moves inside a cell.
 *
 * <p>B. Yurdakul, J. Naranjo, Statistical properties of the population stability index, Journal of
 * Risk Model Validation 14 (2020).
 */
public final class Psi {
  private Psi() {}

  /** The index of two histograms with the same cells. */
  public static double of(long[] reference, long[] present) {
    double n = smoothed(reference);
    double m = smoothed(present);
    double sum = 0;
    for (int cell = 0; cell < reference.length; cell++) {
      double q = (reference[cell] + 0.5) / n;
      double p = (present[cell] + 0.5) / m;
      sum += (p - q) * StrictMath.log(p / q);
    }
    return sum;
  }

  private static double smoothed(long[] counts) {
    double sum = 0;
    for (long count : counts) sum += count + 0.5;
    return sum;
  }

  /**
   * The index that two samples of one distribution exceed with a probability.
   *
   * @param cells at least 2
   * @param n events of the reference
   * @param m events of the present
   */
  public static double threshold(int cells, long n, long m, double probability) {
    return Quantiles.chiSquared(cells - 1, 1 - probability) * (1.0 / n + 1.0 / m);
  }
}
