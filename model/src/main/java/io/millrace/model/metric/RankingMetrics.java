package io.millrace.model.metric;

/**
 * How well scores put positives above negatives; exact, any monotone scale. Ties are neither for
 * nor against the scorer: in AUC a tied pair counts one half, in average precision all examples of
 * one score share one threshold.
 *
 * <p>Cost: two sorts by {@link DoubleSort}, O(n); below 0.1 s for 1.5 million scores. NaN scores
 * are refused, infinities are ordinary scores.
 */
public final class RankingMetrics {
  private RankingMetrics() {}

  /**
   * Area under the ROC curve, in [0, 1]: the share of (positive, negative) pairs in right order.
   * NaN when a class is absent.
   *
   * <p>Equals the Mann-Whitney statistic over average ranks (Hanley and McNeil, Radiology 143
   * (1982) 29-36).
   */
  public static double aucRoc(double[] scores, boolean[] labels) {
    return ByClass.split(scores, labels).aucRoc();
  }

  /**
   * Average precision, in [0, 1]: the sum over thresholds of precision times the recall gained
   * there (no interpolation). NaN without a positive.
   */
  public static double averagePrecision(double[] scores, boolean[] labels) {
    return ByClass.split(scores, labels).averagePrecision();
  }

  /** The scores of each class, ascending. */
  record ByClass(double[] positives, double[] negatives) {

    /** Sorts both arrays in place. */
    static ByClass sorting(double[] positives, double[] negatives) {
      DoubleSort.sort(positives);
      DoubleSort.sort(negatives);
      return new ByClass(positives, negatives);
    }

    static ByClass split(double[] scores, boolean[] labels) {
      if (scores.length != labels.length) {
        throw new IllegalArgumentException(
            "labels has " + labels.length + " entries, expected one per score: " + scores.length);
      }
      DoubleList positives = new DoubleList();
      DoubleList negatives = new DoubleList();
      for (int i = 0; i < scores.length; i++) {
        (labels[i] ? positives : negatives).add(requireNumber(scores[i]));
      }
      return sorting(positives.toArray(), negatives.toArray());
    }

    double aucRoc() {
      if (positives.length == 0 || negatives.length == 0) {
        return Double.NaN;
      }
      long halfPairs = 0; // twice the Mann-Whitney U: whole numbers, so no rounding before the end
      int below = 0;
      int notAbove = 0;
      for (double score : positives) {
        while (below < negatives.length && negatives[below] < score) {
          below++;
        }
        notAbove = Math.max(notAbove, below);
        while (notAbove < negatives.length && negatives[notAbove] <= score) {
          notAbove++;
        }
        halfPairs += below + (long) notAbove;
      }
      return halfPairs / (2.0 * positives.length * negatives.length);
    }

    double averagePrecision() {
      if (positives.length == 0) {
        return Double.NaN;
      }
      double sum = 0;
      int p = positives.length;
      int n = negatives.length;
      while (p > 0) {
        double threshold = positives[p - 1];
        int before = p;
        while (p > 0 && positives[p - 1] == threshold) {
          p--;
        }
        while (n > 0 && negatives[n - 1] >= threshold) {
          n--;
        }
        int truePositives = positives.length - p;
        int falsePositives = negatives.length - n;
        sum += (before - p) * (truePositives / ((double) truePositives + falsePositives));
      }
      return sum / positives.length;
    }
  }

  static double requireNumber(double score) {
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException(
          "score = NaN, expected a number: a score that cannot be ranked has no quality");
    }
    return score;
  }
}
