package io.millrace.model.learner;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * A neural network over embeddings of the ids: each feature is the sum of its ids' embeddings times
 * their values, all features side by side go through one or two hidden layers of rectified linear
 * units to one logit. Wide and deep adds a linear model of the same ids, learnt together with it.
 *
 * <p>Everything is learnt by AdaGrad, one step an example, in float (the paper trains its wide part
 * by FTRL). Embeddings and hidden layers start at seeded random numbers, the last layer at 0: who
 * has learnt nothing is undecided. The sum of a feature's embeddings is bounded by +-{@value
 * #MOST_INPUT} in each number. An id that two features share counts for the first of them.
 *
 * <p>A feature's contribution is its linear part and the {@link IntegratedGradients} of its
 * embedding, from embeddings of 0 on: with the base, which is the logit of an event without
 * features, they add up to the logit within what float rounds, about 1e-6 of the largest sum.
 *
 * <p>State of an id: {@code embedding} floats and as many sums of squared gradients, and two more
 * if wide. Cost: O(size of x * embedding + weights of the layers) time, no allocation.
 *
 * <p>H.-T. Cheng et al., Wide and Deep Learning for Recommender Systems, DLRS 2016; rectifiers: X.
 * Glorot, A. Bordes, Y. Bengio, AISTATS 2011.
 */
final class EmbeddingNetwork implements NetworkLearner, RatedLearner {
  private final String settings;
  private final int ids;
  private final int features;
  private final int size;
  private final int wide;
  private final int stride;
  private final float rate;
  private final float embeddingRate;
  private final float epsilon;
  private float raised = 1;

  /** Units of each layer, inputs first, 1 last. */
  private final int[] units;

  /** [layer]: where its activations begin; after each layer one place that holds 1. */
  private final int[] starts;

  /** [id]: weight and square if wide; embedding, squares. */
  private float[] rows;

  /** [layer][input * units + unit], the constants as the last input's. */
  private float[][] layers;

  private float[][] squares;
  private final float[][] gradients;
  private float[] w = new float[64];
  private float[] ws = new float[64];
  private float[] wg = new float[64];
  private float[] v = new float[512];
  private float[] vs = new float[512];
  private float[] vg = new float[512];
  private final float[] errors;

  EmbeddingNetwork(NetworkConfig config, Inputs inputs) {
    settings = config.canonical() + " features=" + inputs.features();
    ids = 1 << config.hashBits();
    features = inputs.features();
    size = config.size();
    wide = config.wide() ? 1 : 0;
    stride = 2 * (wide + size);
    rate = (float) config.rate();
    embeddingRate = (float) config.embeddingRate();
    epsilon = (float) config.epsilon();
    units = new int[config.hidden().size() + 2];
    units[0] = features * size;
    for (int i = 0; i < config.hidden().size(); i++) {
      units[i + 1] = config.hidden().get(i);
    }
    units[units.length - 1] = 1;
    starts = new int[units.length + 1];
    for (int i = 0; i < units.length; i++) {
      starts[i + 1] = starts[i] + units[i] + 1;
    }
    layers = new float[units.length - 1][];
    squares = new float[layers.length][];
    gradients = new float[layers.length][];
    errors = new float[starts[units.length]];
    start(config);
  }

  private void start(NetworkConfig config) {
    Draws draws = new Draws(config.seed());
    float initial = (float) config.initialAccumulator();
    for (int l = 0; l < layers.length; l++) {
      layers[l] = new float[(units[l] + 1) * units[l + 1]];
      squares[l] = new float[layers[l].length];
      gradients[l] = new float[layers[l].length];
      Arrays.fill(squares[l], initial);
      float deviation = (float) Math.sqrt(2.0 / units[l]);
      for (int i = 0; l < layers.length - 1 && i < units[l] * units[l + 1]; i++) {
        layers[l][i] = deviation * draws.normal();
      }
    }
    rows = new float[ids * stride];
    for (int row = 0; row < rows.length; row += stride) {
      if (wide == 1) {
        rows[row + 1] = initial;
      }
      for (int k = 0; k < size; k++) {
        rows[row + 2 * wide + k] = (float) config.spread() * draws.normal();
        rows[row + 2 * wide + size + k] = initial;
      }
    }
  }

  @Override
  public double logit(FeatureVector given) {
    check(given);
    FeatureVector x = given.distinct();
    return CoordinateTable.checkFinite(forward(x, given.floats(starts[units.length])), x);
  }

  private void check(FeatureVector x) {
    x.requireBelow(ids);
    float zero = 0;
    for (int i = 0; i < x.size(); i++) {
      zero += x.value(i) * 0;
    }
    CoordinateTable.checkFinite(zero == 0 ? 0 : Double.NaN, x);
  }

  /** The logit; {@code a} holds the activations of all layers afterwards. */
  private double forward(FeatureVector x, float[] a) {
    embed(x, a);
    for (int l = 0; l < layers.length; l++) {
      float[] weights = layers[l];
      int out = units[l + 1];
      int from = starts[l];
      int to = starts[l + 1];
      Arrays.fill(a, to, to + out, 0);
      for (int i = 0; i <= units[l]; i++) {
        float input = a[from + i];
        int at = i * out;
        for (int j = 0; input != 0 && j < out; j++) {
          a[to + j] += weights[at + j] * input;
        }
      }
      for (int j = 0; l < layers.length - 1 && j < out; j++) {
        a[to + j] = Math.max(0, a[to + j]);
      }
      a[to + out] = 1;
    }
    return a[starts[units.length - 1]] + linear(x);
  }

  private double linear(FeatureVector x) {
    double sum = 0;
    for (int i = 0; i < x.size() * wide; i++) {
      sum += (double) rows[x.id(i) * stride] * x.value(i);
    }
    return sum;
  }

  private void embed(FeatureVector x, float[] a) {
    Arrays.fill(a, 0, units[0], 0);
    for (int i = 0; i < x.size(); i++) {
      int row = x.id(i) * stride + 2 * wide;
      int to = x.feature(i) * size;
      float value = x.value(i);
      for (int k = 0; k < size; k++) {
        // Clamped at once, so that no two infinities of opposite sign can meet.
        a[to + k] = CoordinateTable.clamp(a[to + k] + rows[row + k] * value, MOST_INPUT);
      }
    }
    a[units[0]] = 1;
  }

  @Override
  public void learn(FeatureVector given, boolean positive, float weight) {
    CoordinateTable.checkWeight(weight);
    check(given);
    FeatureVector x = given.distinct();
    float[] a = given.floats(starts[units.length]);
    double logit = CoordinateTable.checkFinite(forward(x, a), x);
    float error =
        CoordinateTable.clamp((float) ((Sigmoid.of(logit) - (positive ? 1 : 0)) * weight));
    backward(a, error);
    gradients(a);
    gather(x, error);
    for (int l = 0; l < layers.length; l++) {
      AdaGradStep.take(
          layers[l].length, raised * rate, epsilon, gradients[l], layers[l], squares[l]);
    }
    AdaGradStep.take(x.size() * wide, raised * rate, epsilon, wg, w, ws);
    AdaGradStep.take(x.size() * size, raised * embeddingRate, epsilon, vg, v, vs);
    scatter(x);
  }

  /** The gradients of the weights, from those of the activations. */
  private void gradients(float[] a) {
    for (int l = 0; l < layers.length; l++) {
      float[] gradient = gradients[l];
      int out = units[l + 1];
      int to = starts[l + 1];
      for (int i = 0; i <= units[l]; i++) {
        float input = a[starts[l] + i];
        int at = i * out;
        for (int j = 0; j < out; j++) {
          gradient[at + j] = input * errors[to + j];
        }
      }
    }
  }

  /** The gradients of the activations, from that of the logit. */
  private void backward(float[] a, float error) {
    errors[starts[units.length - 1]] = error;
    for (int l = layers.length - 1; l >= 0; l--) {
      float[] weights = layers[l];
      int out = units[l + 1];
      int to = starts[l + 1];
      for (int i = 0; i < units[l]; i++) {
        float activation = a[starts[l] + i];
        boolean flows = l == 0 ? Math.abs(activation) < MOST_INPUT : activation > 0;
        float sum = 0;
        for (int j = 0; flows && j < out; j++) {
          sum += weights[i * out + j] * errors[to + j];
        }
        errors[starts[l] + i] = sum;
      }
    }
  }

  private void gather(FeatureVector x, float error) {
    int n = x.size();
    w = CoordinateTable.fit(w, n);
    ws = CoordinateTable.fit(ws, n);
    wg = CoordinateTable.fit(wg, n);
    v = CoordinateTable.fit(v, n * size);
    vs = CoordinateTable.fit(vs, n * size);
    vg = CoordinateTable.fit(vg, n * size);
    for (int i = 0; i < n; i++) {
      int row = x.id(i) * stride;
      float value = x.value(i);
      if (wide == 1) {
        w[i] = rows[row];
        ws[i] = rows[row + 1];
        wg[i] = error * value;
      }
      row += 2 * wide;
      for (int k = 0; k < size; k++) {
        v[i * size + k] = rows[row + k];
        vs[i * size + k] = rows[row + size + k];
        vg[i * size + k] = errors[x.feature(i) * size + k] * value;
      }
    }
  }

  private void scatter(FeatureVector x) {
    for (int i = 0; i < x.size(); i++) {
      int row = x.id(i) * stride;
      if (wide == 1) {
        rows[row] = w[i];
        rows[row + 1] = ws[i];
      }
      row += 2 * wide;
      for (int k = 0; k < size; k++) {
        rows[row + k] = v[i * size + k];
        rows[row + size + k] = vs[i * size + k];
      }
    }
  }

  @Override
  public double explain(FeatureVector given, double[] contributions) {
    FeatureVector x = given.distinct();
    float[] a = given.floats(starts[units.length]);
    embed(x, a);
    double[] added = new IntegratedGradients(units, layers).of(a);
    for (int i = 0; i < added.length; i++) {
      contributions[i / size] += added[i];
    }
    for (int i = 0; i < x.size() * wide; i++) {
      contributions[x.feature(i)] += (double) rows[x.id(i) * stride] * x.value(i);
    }
    return forward(new FeatureVector(0), a);
  }

  @Override
  public boolean isWide() {
    return wide == 1;
  }

  @Override
  public double weight(int id) {
    return wide == 1 ? rows[id * stride] : 0;
  }

  @Override
  public int embedding() {
    return size;
  }

  @Override
  public float embedded(int id, int number) {
    return rows[id * stride + 2 * wide + number];
  }

  @Override
  public int depth() {
    return layers.length;
  }

  @Override
  public int units(int layer) {
    return units[layer];
  }

  @Override
  public float weight(int layer, int from, int to) {
    return layers[layer][from * units[layer + 1] + to];
  }

  /** The layers themselves, for tests: [layer][input * units + unit]. */
  float[][] layers() {
    return layers;
  }

  /** An id's numbers, for tests: its linear weight if wide, then its embedding. */
  float[] numbers(int id) {
    float[] numbers = new float[wide + size];
    if (wide == 1) {
      numbers[0] = rows[id * stride];
    }
    System.arraycopy(rows, id * stride + 2 * wide, numbers, wide, size);
    return numbers;
  }

  @Override
  public void raise(float factor) {
    raised = factor;
  }

  @Override
  public void write(StateWriter out) {
    LearnerState.begin(out, settings).putFloats(rows);
    for (int l = 0; l < layers.length; l++) {
      out.putFloats(layers[l]).putFloats(squares[l]);
    }
  }

  @Override
  public void read(StateReader in) {
    LearnerState.begin(in, settings);
    float[] readRows = LearnerState.floats(in, rows.length);
    float[][] readLayers = new float[layers.length][];
    float[][] readSquares = new float[layers.length][];
    for (int l = 0; l < layers.length; l++) {
      readLayers[l] = LearnerState.floats(in, layers[l].length);
      readSquares[l] = LearnerState.floats(in, squares[l].length);
    }
    rows = readRows;
    layers = readLayers;
    squares = readSquares;
  }
}
