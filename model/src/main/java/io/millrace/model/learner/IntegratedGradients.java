package io.millrace.model.learner;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What each input of a network adds to its output: the gradient at the inputs, averaged over the
 * straight way that leads from inputs of 0 to them, times the input. Together that is the output
 * less the output of inputs of 0.
 *
 * <p>It is exact, not a sum of steps: on that way the sum that a rectified unit of the first layer
 * is given is linear in time, so that the unit is switched over once at most, and between two such
 * times the sums of the second layer are linear too. How long two units speak at once is therefore
 * known. In double.
 *
 * <p>Cost, for n inputs and layers of h and k units: O(n h), and O(h log h + h k) for two layers.
 *
 * <p>M. Sundararajan, A. Taly, Q. Yan, Axiomatic Attribution for Deep Networks, ICML 2017, section
 * 3; section 2.1 for why not the gradient at the inputs alone.
 */
final class IntegratedGradients {
  private final int[] units;
  private final float[][] layers;
  private final int hidden;

  /** Of each unit of the first hidden layer: its constant, and what the inputs give it. */
  private final double[] constants;

  private final double[] slopes;

  /**
   * @param units of each layer, inputs first; one or two hidden layers, 1 last
   * @param layers [layer][input * units + unit], the constants as the last input's
   */
  IntegratedGradients(int[] units, float[][] layers) {
    this.units = units;
    this.layers = layers;
    hidden = units[1];
    constants = new double[hidden];
    slopes = new double[hidden];
  }

  /**
   * What each input adds.
   *
   * @param inputs and then anything
   */
  double[] of(float[] inputs) {
    float[] weights = layers[0];
    for (int j = 0; j < hidden; j++) {
      constants[j] = weights[units[0] * hidden + j];
      slopes[j] = 0;
      for (int i = 0; i < units[0]; i++) {
        slopes[j] += (double) weights[i * hidden + j] * inputs[i];
      }
    }
    double[] worth = layers.length == 2 ? ofOneLayer() : ofTwoLayers();
    double[] added = new double[units[0]];
    for (int i = 0; i < added.length; i++) {
      for (int j = 0; j < hidden; j++) {
        added[i] += weights[i * hidden + j] * worth[j];
      }
      added[i] *= inputs[i];
    }
    return added;
  }

  /** How far each unit of the first layer moves the output, averaged over the way. */
  private double[] ofOneLayer() {
    double[] worth = new double[hidden];
    for (int j = 0; j < hidden; j++) {
      worth[j] = layers[1][j] * active(constants[j], slopes[j], 0, 1);
    }
    return worth;
  }

  /** The part of [from, to] in which a sum is above 0. */
  private static double active(double constant, double slope, double from, double to) {
    if (slope == 0) {
      return constant > 0 ? to - from : 0;
    }
    double crossing = Math.max(from, Math.min(to, -constant / slope));
    return slope > 0 ? to - crossing : crossing - from;
  }

  private double[] ofTwoLayers() {
    int[] order =
        IntStream.range(0, hidden)
            .filter(this::switches)
            .boxed()
            .sorted(Comparator.comparingDouble(this::crossing))
            .mapToInt(Integer::intValue)
            .toArray();
    Second second = new Second();
    for (int j = 0; j < hidden; j++) {
      if (switches(j) ? slopes[j] < 0 : isActive(j)) {
        second.give(j, 1);
      }
    }
    double[] worth = new double[hidden];
    for (int j : order) {
      second.goTo(crossing(j));
      // Who falls silent has spoken until now; who begins, all the time but until now.
      int turn = slopes[j] > 0 ? 1 : -1;
      worth[j] = -turn * second.heard(j);
      second.give(j, turn);
    }
    second.goTo(1);
    for (int j = 0; j < hidden; j++) {
      if (switches(j) ? slopes[j] > 0 : isActive(j)) {
        worth[j] += second.heard(j);
      }
    }
    return worth;
  }

  private double crossing(int unit) {
    return -constants[unit] / slopes[unit];
  }

  private boolean switches(int unit) {
    return slopes[unit] != 0 && crossing(unit) > 0 && crossing(unit) < 1;
  }

  /** Of a unit that does not switch. */
  private boolean isActive(int unit) {
    return constants[unit] + slopes[unit] / 2 > 0;
  }

  /** The second hidden layer on its way: what its units are given, and how long each has spoken. */
  private final class Second {
    private final int width = units[2];
    private final double[] constant = new double[width];
    private final double[] slope = new double[width];
    private final double[] spoken = new double[width];
    private double now;

    Second() {
      for (int q = 0; q < width; q++) {
        constant[q] = layers[1][hidden * width + q];
      }
    }

    /** A unit of the first layer begins to speak, or with -1 falls silent. */
    void give(int unit, int turn) {
      for (int q = 0; q < width; q++) {
        double weight = turn * layers[1][unit * width + q];
        constant[q] += weight * constants[unit];
        slope[q] += weight * slopes[unit];
      }
    }

    void goTo(double time) {
      for (int q = 0; q < width; q++) {
        spoken[q] += active(constant[q], slope[q], now, time);
      }
      now = time;
    }

    /** How far a unit of the first layer moves the output, by what has been spoken so far. */
    double heard(int unit) {
      double sum = 0;
      for (int q = 0; q < width; q++) {
        sum += (double) layers[1][unit * width + q] * layers[2][q] * spoken[q];
      }
      return sum;
    }
  }
}
