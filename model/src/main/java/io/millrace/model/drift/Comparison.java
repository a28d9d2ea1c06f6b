package io.millrace.model.drift;

/**
 * How a window of a feature differs from its reference.
 *
 * @param psi population stability index, missing values being a cell of their own
 * @param ks Kolmogorov-Smirnov distance of the values that are there; 0 of categories
 * @param missing share of events without a value, in [0, 1]
 * @param unseen share of events with a category that the reference has not, in [0, 1]
 */
public record Comparison(double psi, double ks, double missing, double unseen) {
  static final Comparison NONE = new Comparison(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
