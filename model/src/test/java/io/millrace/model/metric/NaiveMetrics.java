package io.millrace.model.metric;

import java.util.TreeSet;

/** The definitions, written out: O(n^2) and obvious. */
final class NaiveMetrics {
  private NaiveMetrics() {}

  static double aucRoc(double[] scores, boolean[] labels) {
    double right = 0;
    long pairs = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < scores.length; j++) {
        if (labels[i] && !labels[j]) {
          pairs++;
          right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    return right / pairs;
  }

  static double averagePrecision(double[] scores, boolean[] labels) {
    TreeSet<Double> thresholds = new TreeSet<>();
    for (double score : scores) {
      thresholds.add(score);
    }
    double sum = 0;
    double recallBefore = 0;
    for (double threshold : thresholds.descendingSet()) {
      double alerts = 0;
      double found = 0;
      double positives = 0;
      for (int i = 0; i < scores.length; i++) {
        positives += labels[i] ? 1 : 0;
        alerts += scores[i] >= threshold ? 1 : 0;
        found += scores[i] >= threshold && labels[i] ? 1 : 0;
      }
      sum += (found / positives - recallBefore) * found / alerts;
      recallBefore = found / positives;
    }
    return sum;
  }
}
