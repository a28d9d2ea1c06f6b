package io.millrace.model.learner;

import io.millrace.model.learner.LessonStream.Lesson;
import java.util.HashMap;
import java.util.Map;

/**
 * Algorithm 1 of McMahan et al. 2013, line by line, in double. The bias is coordinate {@link #BIAS}
 * of value 1, free of regularisation.
 */
final class NaiveFtrl {
  static final int BIAS = -1;
  private final double alpha;
  private final double beta;
  private final double lambda1;
  private final double lambda2;
  private final Map<Integer, Double> z = new HashMap<>();
  private final Map<Integer, Double> n = new HashMap<>();

  NaiveFtrl(double alpha, double beta, double lambda1, double lambda2) {
    this.alpha = alpha;
    this.beta = beta;
    this.lambda1 = lambda1;
    this.lambda2 = lambda2;
  }

  NaiveFtrl learn(LessonStream stream) {
    for (Lesson lesson : stream.lessons()) {
      Map<Integer, Double> x = new HashMap<>();
      x.put(BIAS, 1.0);
      for (int i = 0; i < lesson.ids().length; i++) {
        x.merge(lesson.ids()[i], (double) lesson.values()[i], Double::sum);
      }
      learn(x, lesson.positive() ? 1 : 0, lesson.weight());
    }
    return this;
  }

  private void learn(Map<Integer, Double> x, int y, double weight) {
    Map<Integer, Double> w = new HashMap<>();
    double logit = 0;
    for (int i : x.keySet()) {
      w.put(i, weight(i));
      logit += weight(i) * x.get(i);
    }
    double p = 1 / (1 + Math.exp(-logit));
    for (int i : x.keySet()) {
      double g = weight * (p - y) * x.get(i);
      double ni = n.getOrDefault(i, 0.0);
      double sigma = (Math.sqrt(ni + g * g) - Math.sqrt(ni)) / alpha;
      z.merge(i, g - sigma * w.get(i), Double::sum);
      n.put(i, ni + g * g);
    }
  }

  double weight(int i) {
    double l1 = i == BIAS ? 0 : lambda1;
    double l2 = i == BIAS ? 0 : lambda2;
    double zi = z.getOrDefault(i, 0.0);
    if (Math.abs(zi) <= l1) {
      return 0;
    }
    double root = Math.sqrt(n.getOrDefault(i, 0.0));
    return -(zi - Math.signum(zi) * l1) / ((beta + root) / alpha + l2);
  }
}
