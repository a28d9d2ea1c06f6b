package io.millrace.model.learner;

/**
 * Logistic regression by FTRL-Proximal with per-coordinate learning rates. State of an id: z (the
 * gradients less what the moving weights explain) and n (sum of squared gradients); its weight is
 * derived from both when asked for:
 *
 * <pre>
 *   w = 0                                                     if |z| <= l1
 *   w = -(z - sign(z) l1) / ((beta + sqrt(n)) / rate + l2)    otherwise
 * </pre>
 *
 * and learning with gradient g does {@code sigma = (sqrt(n + g*g) - sqrt(n)) / rate; z += g - sigma
 * * w; n += g*g}. The bias is a coordinate of value 1 without l1 and l2.
 *
 * <p>A raised rate is a gradient that moves z that many times as far, and n as far as without:
 * without l1 and l2 that is a step so many times as long.
 *
 * <p>State and steps in float, the logit summed in double. An example of weight k is one step with
 * k times the gradient, not k steps. An id that occurs twice is one coordinate whose values add up.
 * A coordinate's gradient is clamped to +-{@value CoordinateTable#MAX_GRADIENT}. Values that are
 * not finite are refused and change nothing.
 *
 * <p>Cost: O(size of x) time, no allocation, 8 bytes of state per id.
 *
 * <p>H. B. McMahan et al., Ad Click Prediction: a View from the Trenches, KDD 2013, Algorithm 1.
 */
final class LogisticFtrl extends CoordinateTable {
  private final float perRate;
  private final float beta;
  private final float l1;
  private final float l2;
  private float[] weights = new float[64];
  private float[] roots = new float[64];

  LogisticFtrl(LogisticConfig config) {
    super(config);
    perRate = (float) (1 / config.rate());
    beta = (float) config.beta();
    l1 = (float) config.l1();
    l2 = (float) config.l2();
  }

  @Override
  public double logit(FeatureVector x) {
    checkIds(x);
    int[] ids = x.ids();
    float[] values = x.values();
    float[] zn = pairs;
    double logit = bias();
    for (int i = 0; i < x.size(); i++) {
      int at = 2 * ids[i];
      logit += (double) weight(zn[at], zn[at + 1]) * values[i];
    }
    return checkFinite(logit, x);
  }

  @Override
  public void learn(FeatureVector x, boolean positive, float weight) {
    checkWeight(weight);
    checkIds(x);
    float[] values = gather(x);
    weights = fit(weights, x.size());
    roots = fit(roots, x.size());
    weigh(x.size(), firsts, seconds, weights, roots);
    float error = error(sum(bias(), weights, x), x, positive, weight);
    step(x.size(), error, values, weights, roots, firsts, seconds);
    scatter(x);
    stepBias(clamp(error));
  }

  private void weigh(int size, float[] z, float[] n, float[] weights, float[] roots) {
    for (int i = 0; i < size; i++) {
      float root = root(n[i]);
      roots[i] = root;
      // |z| clamped to l1 less z is what the javadoc's two cases say, without a branch.
      weights[i] = (Math.max(-l1, Math.min(l1, z[i])) - z[i]) / ((beta + root) * perRate + l2);
    }
  }

  private void step(
      int size, float error, float[] values, float[] weights, float[] roots, float[] z, float[] n) {
    float raised = this.raised;
    for (int i = 0; i < size; i++) {
      float g = clamp(error * values[i]);
      float grown = n[i] + g * g;
      n[i] = grown;
      z[i] += raised * g - (root(grown) - roots[i]) * perRate * weights[i];
    }
  }

  private void stepBias(float g) {
    float w = biasWeight();
    float n = pairs[biasAt + 1];
    float grown = n + g * g;
    pairs[biasAt] += raised * g - (root(grown) - root(n)) * perRate * w;
    pairs[biasAt + 1] = grown;
  }

  @Override
  void begin(int at, float weight) {
    pairs[at] = weight == 0 ? 0 : -weight * (beta * perRate + l2) - Math.signum(weight) * l1;
    pairs[at + 1] = 0;
  }

  @Override
  void beginBias(float weight) {
    pairs[biasAt] = -weight * (beta * perRate);
    pairs[biasAt + 1] = 0;
  }

  @Override
  public double weight(int id) {
    return weight(pairs[2 * id], pairs[2 * id + 1]);
  }

  @Override
  public double bias() {
    return biasWeight();
  }

  private float biasWeight() {
    return -pairs[biasAt] / ((beta + root(pairs[biasAt + 1])) * perRate);
  }

  /** The same bits as {@link #weigh}; a branch is faster where nothing is vectorised. */
  private float weight(float z, float n) {
    float shrunk = z > l1 ? l1 - z : z < -l1 ? -l1 - z : 0;
    return shrunk / ((beta + root(n)) * perRate + l2);
  }

  /** The float nearest to the root: rounding the double root gives the same bits. */
  private static float root(float n) {
    return (float) Math.sqrt(n);
  }
}
