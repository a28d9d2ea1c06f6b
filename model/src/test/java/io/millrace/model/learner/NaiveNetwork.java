package io.millrace.model.learner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@link EmbeddingNetwork} in double, as its javadoc says it; its gradients are not derived but
 * measured, by central differences of the loss in every number.
 */
final class NaiveNetwork {
  private static final double STEP = 1e-7;

  private final int wide;
  private final int size;
  private final int features;
  private final int[] units;
  private final double rate;
  private final double epsilon;

  /** [id]: linear weight if wide, then the embedding. */
  final double[][] numbers;

  /** [layer][input * units + unit]. */
  final double[][] layers;

  private final double[][] numberSquares;
  private final double[][] layerSquares;

  /** With the numbers that a network has now. */
  NaiveNetwork(EmbeddingNetwork of, NetworkConfig config, Inputs inputs, int ids) {
    wide = config.wide() ? 1 : 0;
    size = config.size();
    features = inputs.features();
    units = new int[config.hidden().size() + 2];
    units[0] = features * size;
    for (int i = 0; i < config.hidden().size(); i++) {
      units[i + 1] = config.hidden().get(i);
    }
    units[units.length - 1] = 1;
    rate = config.rate();
    epsilon = config.epsilon();
    numbers = new double[ids][];
    numberSquares = new double[ids][];
    for (int id = 0; id < ids; id++) {
      numbers[id] = doubles(of.numbers(id));
      numberSquares[id] = filled(numbers[id].length, config.initialAccumulator());
    }
    layers = new double[units.length - 1][];
    layerSquares = new double[layers.length][];
    for (int l = 0; l < layers.length; l++) {
      layers[l] = doubles(of.layers()[l]);
      layerSquares[l] = filled(layers[l].length, config.initialAccumulator());
    }
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static double[] filled(int length, double value) {
    double[] array = new double[length];
    Arrays.fill(array, value);
    return array;
  }

  double logit(FeatureVector x) {
    double[] all = new double[features];
    Arrays.fill(all, 1);
    return logit(x, all);
  }

  /**
   * Integrated gradients of the features by their definition: the mean over many points of the
   * straight way from no features to all of how fast the logit grows with each feature, by central
   * differences.
   */
  double[] integrated(FeatureVector x, int points) {
    double[] integrated = new double[features];
    double[] shares = new double[features];
    for (int point = 0; point < points; point++) {
      double time = (point + 0.5) / points;
      for (int f = 0; f < features; f++) {
        Arrays.fill(shares, time);
        shares[f] = time + STEP;
        double above = logit(x, shares);
        shares[f] = time - STEP;
        integrated[f] += (above - logit(x, shares)) / (2 * STEP) / points;
      }
    }
    return integrated;
  }

  /** Of an event of which each feature counts with a share. */
  private double logit(FeatureVector x, double... shares) {
    double[] inputs = new double[units[0]];
    double logit = 0;
    for (int i = 0; i < x.size(); i++) {
      double[] own = numbers[x.id(i)];
      double value = x.value(i) * shares[x.feature(i)];
      logit += wide * own[0] * value;
      for (int k = 0; k < size; k++) {
        inputs[x.feature(i) * size + k] += own[wide + k] * value;
      }
    }
    for (int l = 0; l < layers.length; l++) {
      double[] outputs = new double[units[l + 1]];
      for (int j = 0; j < outputs.length; j++) {
        outputs[j] = layers[l][units[l] * outputs.length + j];
        for (int i = 0; i < units[l]; i++) {
          outputs[j] += layers[l][i * outputs.length + j] * inputs[i];
        }
        outputs[j] = l < layers.length - 1 ? Math.max(0, outputs[j]) : outputs[j];
      }
      inputs = outputs;
    }
    return logit + inputs[0];
  }

  void learn(FeatureVector x, boolean positive, double weight) {
    List<double[]> weights = new ArrayList<>();
    List<double[]> squares = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      weights.add(numbers[x.id(i)]);
      squares.add(numberSquares[x.id(i)]);
    }
    for (int l = 0; l < layers.length; l++) {
      weights.add(layers[l]);
      squares.add(layerSquares[l]);
    }
    List<double[]> gradients = new ArrayList<>();
    for (double[] array : weights) {
      double[] gradient = new double[array.length];
      for (int i = 0; i < array.length; i++) {
        double kept = array[i];
        array[i] = kept + STEP;
        double above = loss(x, positive);
        array[i] = kept - STEP;
        double below = loss(x, positive);
        array[i] = kept;
        gradient[i] = weight * (above - below) / (2 * STEP);
      }
      gradients.add(gradient);
    }
    for (int n = 0; n < weights.size(); n++) {
      for (int i = 0; i < weights.get(n).length; i++) {
        double g = gradients.get(n)[i];
        squares.get(n)[i] += g * g;
        weights.get(n)[i] -= rate * g / (epsilon + Math.sqrt(squares.get(n)[i]));
      }
    }
  }

  private double loss(FeatureVector x, boolean positive) {
    double logit = logit(x);
    return Math.log1p(Math.exp(positive ? -logit : logit));
  }
}
