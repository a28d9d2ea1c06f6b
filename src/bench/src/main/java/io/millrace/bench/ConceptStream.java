package io.millrace.bench;

import java.util.Random;

/**
 * Streams with a change of concept, as published: the next example is drawn, then labelled by the
 * old concept or the new one. One owner.
 */
abstract class ConceptStream {
  private final Random random;
  private final double noise;

  /**
   * @param noise share of labels that are wrong
   */
  ConceptStream(long seed, double noise) {
    random = new Random(seed);
    this.noise = noise;
  }

  /** The next example's values; to be read until the next call. */
  abstract double[] draw(Random from);

  /** What it is. */
  abstract boolean isPositive(double[] values, boolean changed);

  /**
   * Labels the values just drawn.
   *
   * @param changed probability that the new concept says so
   */
  final boolean label(double[] values, double changed) {
    boolean positive = isPositive(values, random.nextDouble() < changed);
    return positive != random.nextDouble() < noise;
  }

  final double[] next() {
    return draw(random);
  }

  /**
   * Three numbers of 0 to 10, positive where the first two add up to at most 9, then 7, a tenth of
   * the labels wrong: W. N. Street, Y. Kim, A streaming ensemble algorithm (SEA) for large-scale
   * classification, KDD 2001, section 4.
   */
  static ConceptStream sea(long seed) {
    double[] values = new double[3];
    return new ConceptStream(seed, 0.1) {
      @Override
      double[] draw(Random from) {
        for (int i = 0; i < values.length; i++) values[i] = 10 * from.nextDouble();
        return values;
      }

      @Override
      boolean isPositive(double[] x, boolean changed) {
        return x[0] + x[1] <= (changed ? 7 : 9);
      }
    };
  }

  /**
   * People who ask for a loan, by function 1 (age), then by function 3 (age and education): R.
   * Agrawal, T. Imielinski, A. Swami, Database mining: a performance perspective, IEEE TKDE 5
   * (1993), section 4, without the perturbation of its numbers.
   */
  static ConceptStream agrawal(long seed) {
    double[] values = new double[9];
    return new ConceptStream(seed, 0.05) {
      @Override
      double[] draw(Random from) {
        double salary = 20_000 + 130_000 * from.nextDouble();
        values[0] = salary;
        values[1] = salary >= 75_000 ? 0 : 10_000 + 65_000 * from.nextDouble();
        values[2] = 20 + from.nextInt(61);
        values[3] = from.nextInt(5);
        values[4] = from.nextInt(20);
        values[5] = from.nextInt(9);
        values[6] = (9 - values[5]) * 100_000 * (0.5 + from.nextDouble());
        values[7] = 1 + from.nextInt(30);
        values[8] = 500_000 * from.nextDouble();
        return values;
      }

      @Override
      boolean isPositive(double[] x, boolean changed) {
        double age = x[2];
        if (!changed) return age < 40 || age >= 60;
        double education = x[3];
        if (age < 40) return education <= 1;
        return age < 60 ? education >= 1 && education <= 3 : education >= 2;
      }
    };
  }

  /**
   * Ten numbers of 0 to 1, positive on one side of a hyperplane through their middle, then of
   * another: G. Hulten, L. Spencer, P. Domingos, Mining time-changing data streams, KDD 2001,
   * section 4.1, a twentieth of the labels wrong.
   */
  static ConceptStream hyperplane(long seed) {
    double[] values = new double[10];
    double[][] weights = new double[2][values.length];
    Random drawn = new Random(seed + 1_000_003);
    for (double[] concept : weights) {
      for (int i = 0; i < concept.length; i++) concept[i] = drawn.nextDouble();
    }
    // The paper turns the sign of weights: the first half of them.
    for (int i = 0; i < values.length / 2; i++) weights[1][i] = -weights[1][i];
    return new ConceptStream(seed, 0.05) {
      @Override
      double[] draw(Random from) {
        for (int i = 0; i < values.length; i++) values[i] = from.nextDouble();
        return values;
      }

      @Override
      boolean isPositive(double[] x, boolean changed) {
        double above = 0;
        for (int i = 0; i < x.length; i++) above += weights[changed ? 1 : 0][i] * (x[i] - 0.5);
        return above >= 0;
      }
    };
  }
}
