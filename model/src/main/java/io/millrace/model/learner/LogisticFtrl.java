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

  LogisticFtrl(LearnerConfig config) {
    super(config);
    perRate = (float) (1 / config.rate());
    beta = (float) config.beta();
    l1 = (float) config.l1();
    l2 = (float) config.l2();
  }

  @Override
  public double logit(FeatureVector x) {
    checkIds(x);
    float[] zn = pairs;
    int[] ids = x.ids();
    float[] values = x.values();
    double logit = bias();
    for (int i = 0; i < x.size(); i++) {
      int at = 2 * ids[i];
      logit += (double) weight(zn[at], root(zn[at + 1])) * values[i];
    }
    return finite(logit, x);
  }

  @Override
  public void learn(FeatureVector x, boolean positive, float weight) {
    check(x, weight);
    double logit = weigh(x);
    double error = (Sigmoid.of(logit) - (positive ? 1 : 0)) * weight;
    mark(x);
    float[] zn = pairs;
    int[] ids = x.ids();
    for (int i = 0; i < x.size(); i++) {
      if (!isMarked(second[i])) {
        step(zn, 2 * ids[i], second[i], weights[i], roots[i], clamp(error * merged[i]));
      }
    }
    float n = zn[biasAt + 1];
    step(zn, biasAt, n, biasWeight(), root(n), clamp(error));
  }

  /** The logit, leaving each id's weight and root of n behind for the step. */
  private double weigh(FeatureVector x) {
    int size = x.size();
    if (weights.length < size) {
      weights = new float[size * 2];
      roots = new float[size * 2];
    }
    float[] zn = pairs;
    int[] ids = x.ids();
    float[] values = x.values();
    double logit = bias();
    for (int i = 0; i < size; i++) {
      int at = 2 * ids[i];
      float root = root(zn[at + 1]);
      float w = weight(zn[at], root);
      roots[i] = root;
      weights[i] = w;
      logit += (double) w * values[i];
    }
    return finite(logit, x);
  }

  private void step(float[] zn, int at, float n, float w, float root, float g) {
    float grown = n + g * g;
    zn[at] += g - (root(grown) - root) * perRate * w;
    zn[at + 1] = grown;
  }

  @Override
  public double weight(int id) {
    return weight(pairs[2 * id], root(pairs[2 * id + 1]));
  }

  @Override
  public double bias() {
    return biasWeight();
  }

  private float biasWeight() {
    return -pairs[biasAt] / ((beta + root(pairs[biasAt + 1])) * perRate);
  }

  private float weight(float z, float root) {
    float shrunk = z > l1 ? z - l1 : z < -l1 ? z + l1 : 0;
    return -shrunk / ((beta + root) * perRate + l2);
  }

  /** The float nearest to the root: rounding the double root gives the same bits. */
  private static float root(float n) {
    return (float) Math.sqrt(n);
  }
}
