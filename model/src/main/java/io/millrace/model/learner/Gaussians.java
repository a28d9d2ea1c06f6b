package io.millrace.model.learner;

/**
 * What a leaf knows of one number: for each class the weight, mean, sum of squared distances,
 * smallest and largest of its values (Welford 1962), and the weight of events that lack it. All of
 * a leaf's in one array, {@value #WIDTH} doubles each.
 */
final class Gaussians {
  /** Of negatives, at 5 of positives the same; then the missing of both. */
  static final int WIDTH = 12;

  private static final int CLASS = 5;
  private static final int MEAN = 1;
  private static final int SQUARES = 2;
  private static final int LEAST = 3;
  private static final int MOST = 4;
  private static final int MISSING = 10;

  /** 1 / sqrt(2 pi). */
  private static final double PEAK = 0.3989422804014327;

  /** How far one value may speak for a class, in log odds: no single one decides alone. */
  private static final double MOST_EVIDENCE = 20;

  private Gaussians() {}

  static void clear(double[] stats, int at) {
    for (int c = 0; c < 2; c++) {
      stats[at + c * CLASS + LEAST] = Double.POSITIVE_INFINITY;
      stats[at + c * CLASS + MOST] = Double.NEGATIVE_INFINITY;
    }
  }

  static void add(double[] stats, int at, int c, float value, double weight) {
    if (GrowingTree.isMissing(value)) {
      stats[at + MISSING + c] += weight;
      return;
    }
    int k = at + c * CLASS;
    double grown = stats[k] + weight;
    double mean = stats[k + MEAN];
    double moved = stats[k] == 0 ? value : mean + weight * (value - mean) / grown;
    stats[k + SQUARES] += stats[k] == 0 ? 0 : weight * (value - mean) * (value - moved);
    stats[k] = grown;
    stats[k + MEAN] = moved;
    stats[k + LEAST] = Math.min(stats[k + LEAST], value);
    stats[k + MOST] = Math.max(stats[k + MOST], value);
  }

  static double missing(double[] stats, int at, int c) {
    return stats[at + MISSING + c];
  }

  static double least(double[] stats, int at) {
    return Math.min(stats[at + LEAST], stats[at + CLASS + LEAST]);
  }

  static double most(double[] stats, int at) {
    return Math.max(stats[at + MOST], stats[at + CLASS + MOST]);
  }

  static double weight(double[] stats, int at, int c) {
    return stats[at + c * CLASS];
  }

  /** The weight of a class at or below a value, as a normal distribution has it. */
  static double atOrBelow(double[] stats, int at, int c, double value) {
    int k = at + c * CLASS;
    double weight = stats[k];
    if (weight == 0 || value < stats[k + LEAST]) {
      return 0;
    }
    if (value >= stats[k + MOST]) {
      return weight;
    }
    double deviation = Math.sqrt(variance(stats, k));
    if (!(deviation > 0)) {
      return value < stats[k + MEAN] ? 0 : weight;
    }
    double z = (value - stats[k + MEAN]) / deviation;
    double equal = weight * PEAK / deviation * StrictMath.exp(-z * z / 2);
    double less = NormalDistribution.below(z) * weight - equal;
    double greater = Math.max(0, weight - equal - less);
    return Math.max(0, weight - greater);
  }

  private static double variance(double[] stats, int k) {
    return stats[k] > 1 ? stats[k + SQUARES] / (stats[k] - 1) : 0;
  }

  /** Whether both classes have shown enough of it to say something. */
  static boolean speaks(double[] stats, int at) {
    return variance(stats, at) > 0 && variance(stats, at + CLASS) > 0;
  }

  /** What a value says for the positive class, in log odds, but for {@link #spread}. */
  static double evidence(double[] stats, int at, float value) {
    double negative = distance(stats, at, value);
    double positive = distance(stats, at + CLASS, value);
    return Math.max(-MOST_EVIDENCE, Math.min(MOST_EVIDENCE, (negative - positive) / 2));
  }

  private static double distance(double[] stats, int k, float value) {
    double d = value - stats[k + MEAN];
    return Math.min(1e300, d * d / variance(stats, k));
  }

  /** Variance of negatives by that of positives: half its logarithm belongs to the evidence. */
  static double spread(double[] stats, int at) {
    return Math.max(1e-30, Math.min(1e30, variance(stats, at) / variance(stats, at + CLASS)));
  }
}
