package io.millrace.bench;

/** Naive Bayes with a normal distribution a class and value: a learner whose errors are watched. */
final class GaussianBayes {
  private final double[] counts = new double[2];
  private final double[][] means;
  private final double[][] squares;

  GaussianBayes(int values) {
    means = new double[2][values];
    squares = new double[2][values];
  }

  boolean isPositive(double[] x) {
    return logLikelihood(x, 1) > logLikelihood(x, 0);
  }

  private double logLikelihood(double[] x, int of) {
    double sum = Math.log(counts[of] + 1);
    for (int i = 0; i < x.length; i++) {
      double variance = squares[of][i] / Math.max(1, counts[of]) + 1e-9;
      double distance = x[i] - means[of][i];
      sum -= (Math.log(variance) + distance * distance / variance) / 2;
    }
    return sum;
  }

  void learn(double[] x, boolean positive) {
    int of = positive ? 1 : 0;
    counts[of]++;
    for (int i = 0; i < x.length; i++) {
      double before = x[i] - means[of][i];
      means[of][i] += before / counts[of];
      squares[of][i] += before * (x[i] - means[of][i]);
    }
  }
}
