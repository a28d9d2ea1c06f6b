package io.millrace.model.learner;

/**
 * A way to split a leaf in two, and the class weights that either side would have.
 *
 * @param gain information gain in bits
 * @param threshold numbers at or below it go left; of a category, the value that goes left
 * @param missingLeft where events go that lack the number
 */
record Split(
    double gain,
    int feature,
    double threshold,
    boolean missingLeft,
    double left0,
    double left1,
    double right0,
    double right1) {
  private static final int CANDIDATES = 10;
  private static final double LEAST_SHARE = 0.01;
  private static final double LOG_2 = StrictMath.log(2);

  /** The best split of a leaf by one of its features; null if there is none. */
  static Split best(Leaf leaf, int index, double negatives, double positives) {
    double before = entropy(negatives, positives);
    return leaf.texts[index] == null
        ? ofNumber(leaf, index, before)
        : ofCategory(leaf.texts[index], leaf.features[index], before);
  }

  private static Split ofNumber(Leaf leaf, int index, double before) {
    double[] stats = leaf.stats;
    int at = index * Gaussians.WIDTH;
    double least = Gaussians.least(stats, at);
    double most = Gaussians.most(stats, at);
    double missing0 = Gaussians.missing(stats, at, 0);
    double missing1 = Gaussians.missing(stats, at, 1);
    boolean anyMissing = missing0 + missing1 > 0;
    double total0 = Gaussians.weight(stats, at, 0);
    double total1 = Gaussians.weight(stats, at, 1);
    Split best = null;
    // The last is all numbers against the missing.
    for (int i = 0; i <= CANDIDATES; i++) {
      double split = i == CANDIDATES ? most : (most - least) / (CANDIDATES + 1) * (i + 1) + least;
      if (i < CANDIDATES ? !(split > least && split < most) : !anyMissing) {
        continue;
      }
      double left0 = Gaussians.atOrBelow(stats, at, 0, split);
      double left1 = Gaussians.atOrBelow(stats, at, 1, split);
      for (int side = 0; side < (anyMissing ? 2 : 1); side++) {
        boolean missingLeft = side == 1;
        Split found =
            of(
                before,
                leaf.features[index],
                split,
                missingLeft,
                left0 + (missingLeft ? missing0 : 0),
                left1 + (missingLeft ? missing1 : 0),
                total0 - left0 + (missingLeft ? 0 : missing0),
                total1 - left1 + (missingLeft ? 0 : missing1));
        best = found != null && (best == null || found.gain > best.gain) ? found : best;
      }
    }
    return best;
  }

  private static Split ofCategory(TextCounts counts, int feature, double before) {
    Split best = null;
    for (int i = 0; i < counts.size(); i++) {
      double left0 = counts.weight(i, 0);
      double left1 = counts.weight(i, 1);
      Split found =
          of(
              before,
              feature,
              counts.value(i),
              false,
              left0,
              left1,
              counts.total(0) - left0,
              counts.total(1) - left1);
      best = found != null && (best == null || found.gain > best.gain) ? found : best;
    }
    return best;
  }

  private static Split of(
      double before,
      int feature,
      double threshold,
      boolean missingLeft,
      double left0,
      double left1,
      double right0,
      double right1) {
    double left = left0 + left1;
    double right = right0 + right1;
    double total = left + right;
    if (!(left / total > LEAST_SHARE && right / total > LEAST_SHARE)) {
      return null;
    }
    double after = (left * entropy(left0, left1) + right * entropy(right0, right1)) / total;
    return new Split(before - after, feature, threshold, missingLeft, left0, left1, right0, right1);
  }

  private static double entropy(double a, double b) {
    double sum = a + b;
    return sum > 0 ? (term(sum) - term(a) - term(b)) / sum : 0;
  }

  private static double term(double weight) {
    return weight > 0 ? weight * StrictMath.log(weight) / LOG_2 : 0;
  }
}
