package io.millrace.model.learner;

import io.millrace.model.learner.LessonStream.Lesson;
import java.util.HashMap;
import java.util.Map;

/** {@link LogisticAdaGrad} as its javadoc says it, in double. Bias: coordinate {@link #BIAS}. */
final class NaiveAdaGrad {
  static final int BIAS = -1;
  private final double rate;
  private final double initial;
  private final double epsilon;
  private final Map<Integer, Double> w = new HashMap<>();
  private final Map<Integer, Double> s = new HashMap<>();

  NaiveAdaGrad(double rate, double initial, double epsilon) {
    this.rate = rate;
    this.initial = initial;
    this.epsilon = epsilon;
  }

  NaiveAdaGrad learn(LessonStream stream) {
    for (Lesson lesson : stream.lessons()) {
      double logit = weight(BIAS);
      for (int i = 0; i < lesson.ids().length; i++) {
        logit += weight(lesson.ids()[i]) * lesson.values()[i];
      }
      double p = 1 / (1 + Math.exp(-logit));
      double error = lesson.weight() * (p - (lesson.positive() ? 1 : 0));
      for (int i = 0; i < lesson.ids().length; i++) {
        step(lesson.ids()[i], error * lesson.values()[i]);
      }
      step(BIAS, error);
    }
    return this;
  }

  private void step(int i, double g) {
    double grown = s.getOrDefault(i, initial) + g * g;
    s.put(i, grown);
    w.merge(i, -rate * g / (epsilon + Math.sqrt(grown)), Double::sum);
  }

  double weight(int i) {
    return w.getOrDefault(i, 0.0);
  }
}
