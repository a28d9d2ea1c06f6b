package io.millrace.model.learner;

import io.millrace.model.learner.LessonStream.Lesson;

/** {@link FactorizationMachine} as its javadoc says it, in double, every pair summed by itself. */
final class NaiveFactorizationMachine {
  private final double rate;
  private final double factorRate;
  private final double epsilon;
  private final double[] bias;
  private final double[][] w;
  private final double[][][] v;

  /** Weight and accumulator of each id, factors as given. */
  NaiveFactorizationMachine(
      double rate, double factorRate, double initial, double epsilon, double[][] factors) {
    this.rate = rate;
    this.factorRate = factorRate;
    this.epsilon = epsilon;
    bias = new double[] {0, initial};
    w = new double[factors.length][];
    v = new double[factors.length][][];
    for (int i = 0; i < factors.length; i++) {
      w[i] = new double[] {0, initial};
      v[i] = new double[factors[i].length][];
      for (int f = 0; f < factors[i].length; f++) {
        v[i][f] = new double[] {factors[i][f], initial};
      }
    }
  }

  NaiveFactorizationMachine learn(LessonStream stream) {
    stream.lessons().forEach(this::learn);
    return this;
  }

  double logit(Lesson lesson) {
    double logit = bias[0];
    int[] ids = lesson.ids();
    float[] x = lesson.values();
    for (int i = 0; i < ids.length; i++) {
      logit += w[ids[i]][0] * x[i];
      for (int j = 0; j < i; j++) {
        for (int f = 0; f < v[ids[i]].length; f++) {
          logit += v[ids[i]][f][0] * v[ids[j]][f][0] * x[i] * x[j];
        }
      }
    }
    return logit;
  }

  private void learn(Lesson lesson) {
    double error =
        lesson.weight() * (1 / (1 + Math.exp(-logit(lesson))) - (lesson.positive() ? 1 : 0));
    int[] ids = lesson.ids();
    float[] x = lesson.values();
    double[][] gradients = new double[ids.length][v[0].length];
    for (int i = 0; i < ids.length; i++) {
      for (int j = 0; j < ids.length; j++) {
        for (int f = 0; f < v[0].length && i != j; f++) {
          gradients[i][f] += error * x[i] * x[j] * v[ids[j]][f][0];
        }
      }
    }
    for (int i = 0; i < ids.length; i++) {
      step(w[ids[i]], rate, error * x[i]);
      for (int f = 0; f < v[0].length; f++) {
        step(v[ids[i]][f], factorRate, gradients[i][f]);
      }
    }
    step(bias, rate, error);
  }

  private void step(double[] weight, double rate, double g) {
    weight[1] += g * g;
    weight[0] -= rate * g / (epsilon + Math.sqrt(weight[1]));
  }

  double weight(int id) {
    return w[id][0];
  }

  double bias() {
    return bias[0];
  }

  double factor(int id, int factor) {
    return v[id][factor][0];
  }
}
