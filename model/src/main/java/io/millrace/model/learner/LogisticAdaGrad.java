package io.millrace.model.learner;

/**
 * Logistic regression by AdaGrad. State of an id: its weight w and s, the initial accumulator plus
 * the sum of its squared gradients; learning with gradient g does {@code s += g*g; w -= rate * g /
 * (epsilon + sqrt(s))}. The bias is a coordinate of value 1.
 *
 * <p>State and steps in float, the logit summed in double. An example of weight k is one step with
 * k times the gradient, not k steps. An id that occurs twice is one coordinate whose values add up.
 * A coordinate's gradient is clamped to +-{@value CoordinateTable#MAX_GRADIENT}. Values that are
 * not finite are refused and change nothing. No weight moves by more than the rate, as raised, in
 * one step.
 *
 * <p>Cost: O(size of x) time, no allocation, 8 bytes of state per id. No regularisation: weights of
 * features that never come back stay for ever.
 *
 * <p>J. Duchi, E. Hazan, Y. Singer, Adaptive Subgradient Methods for Online Learning and Stochastic
 * Optimization, JMLR 12 (2011) 2121-2159.
 */
final class LogisticAdaGrad extends CoordinateTable {
  private final float rate;
  private final float epsilon;
  private final float initial;

  LogisticAdaGrad(LogisticConfig config) {
    super(config);
    rate = (float) config.rate();
    epsilon = (float) config.epsilon();
    initial = (float) config.initialAccumulator();
    for (int at = 1; at < pairs.length; at += 2) {
      pairs[at] = initial;
    }
  }

  @Override
  public double logit(FeatureVector x) {
    checkIds(x);
    int[] ids = x.ids();
    float[] values = x.values();
    float[] table = pairs;
    double logit = bias();
    for (int i = 0; i < x.size(); i++) {
      logit += (double) table[2 * ids[i]] * values[i];
    }
    return checkFinite(logit, x);
  }

  @Override
  public void learn(FeatureVector x, boolean positive, float weight) {
    checkWeight(weight);
    checkIds(x);
    float[] values = gather(x);
    float error = error(sum(bias(), firsts, x), x, positive, weight);
    step(x.size(), error, values, firsts, seconds);
    scatter(x);
    stepBias(clamp(error));
  }

  private void step(int size, float error, float[] values, float[] weights, float[] squares) {
    float step = raised * rate;
    for (int i = 0; i < size; i++) {
      float g = clamp(error * values[i]);
      float grown = squares[i] + g * g;
      squares[i] = grown;
      weights[i] -= step * g / (epsilon + (float) Math.sqrt(grown));
    }
  }

  private void stepBias(float g) {
    float grown = pairs[biasAt + 1] + g * g;
    pairs[biasAt + 1] = grown;
    pairs[biasAt] -= raised * rate * g / (epsilon + (float) Math.sqrt(grown));
  }

  @Override
  void begin(int at, float weight) {
    pairs[at] = weight;
    pairs[at + 1] = initial;
  }

  @Override
  void beginBias(float weight) {
    begin(biasAt, weight);
  }

  @Override
  public double weight(int id) {
    return pairs[2 * id];
  }

  @Override
  public double bias() {
    return pairs[biasAt];
  }
}
