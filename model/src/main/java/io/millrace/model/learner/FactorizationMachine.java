package io.millrace.model.learner;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * A factorization machine of second order, one logit: beside its weight w each id has k factors v,
 * and two ids of an event add the inner product of theirs:
 *
 * <pre>
 *   logit = bias + sum_i w_i x_i + sum_{i < j} (v_i . v_j) x_i x_j
 * </pre>
 *
 * so that combinations are learnt which nobody wrote down as a cross, and rare ones from what their
 * members do elsewhere. Learnt by AdaGrad, as {@link LogisticAdaGrad} is; the gradient of a factor
 * is {@code error * x_i * (S_f - v_if x_i)} with {@code S_f = sum_j v_jf x_j}.
 *
 * <p>State of an id: one row of floats, {@code w, s(w), v_1..v_k, s(v_1)..s(v_k)}, s the initial
 * accumulator plus the sum of squared gradients; one or a few cache lines. Factors start at seeded
 * random numbers: at 0 they would never move. Sums in double.
 *
 * <p>A feature's contribution is its linear part and half of each of its pairs; it is exact.
 *
 * <p>Cost: O(size of x * factors) time, no allocation, 8 * (1 + factors) bytes of state per id,
 * factors rounded up to a multiple of four. No regularisation.
 *
 * <p>S. Rendle, Factorization Machines, ICDM 2010, equations 1 and 3.
 */
final class FactorizationMachine implements FactorizedLearner, RatedLearner {
  /** Factors that a loop takes at once: loops of eight turns cost more than what they do. */
  private static final int BLOCK = FactorizationConfig.BLOCK;

  private final String settings;
  private final int ids;

  /** Of the settings. */
  private final int given;

  /** A multiple of {@value #BLOCK}; those beyond the settings' are 0 and stay so. */
  private final int factors;

  private final int stride;
  private final int biasAt;
  private final float rate;
  private final float factorRate;
  private final float epsilon;
  private float raised = 1;
  private float[] rows;
  private double[] sums;

  /** Of no meaning, kept so that {@link #fetch} is not left out. */
  private float fetched;

  /** Dense copies of what an example touches: linear weights, then factors. */
  private float[] w = new float[64];

  private float[] ws = new float[64];
  private float[] wg = new float[64];
  private float[] v = new float[512];
  private float[] vs = new float[512];
  private float[] vg = new float[512];

  FactorizationMachine(FactorizationConfig config) {
    settings = config.canonical();
    ids = 1 << config.hashBits();
    given = config.factors();
    factors = config.padded();
    stride = 2 * (1 + factors);
    biasAt = ids * stride;
    rate = (float) config.rate();
    factorRate = (float) config.factorRate();
    epsilon = (float) config.epsilon();
    rows = new float[biasAt + 2];
    sums = new double[factors];
    float initial = (float) config.initialAccumulator();
    Draws draws = new Draws(config.seed());
    for (int row = 0; row < biasAt; row += stride) {
      rows[row + 1] = initial;
      for (int f = 0; f < given; f++) {
        rows[row + 2 + f] = (float) config.spread() * draws.normal();
      }
      Arrays.fill(rows, row + 2 + factors, row + stride, initial);
    }
    rows[biasAt + 1] = initial;
  }

  @Override
  public double logit(FeatureVector given) {
    given.requireBelow(ids);
    FeatureVector x = given.distinct();
    return CoordinateTable.checkFinite(logit(x, given.room(factors)), x);
  }

  /** The logit; {@code sums} holds each S_f afterwards. */
  private double logit(FeatureVector x, double[] sums) {
    float[] rows = this.rows;
    int size = x.size();
    double linear = rows[biasAt];
    for (int i = 0; i < size; i++) {
      linear += (double) rows[x.id(i) * stride] * x.value(i);
    }
    double pairs = 0;
    for (int f = 0; f < factors; f += BLOCK) {
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      double squares01 = 0;
      double squares23 = 0;
      for (int i = 0; i < size; i++) {
        int at = x.id(i) * stride + 2 + f;
        double value = x.value(i);
        double p0 = rows[at] * value;
        double p1 = rows[at + 1] * value;
        double p2 = rows[at + 2] * value;
        double p3 = rows[at + 3] * value;
        s0 += p0;
        s1 += p1;
        s2 += p2;
        s3 += p3;
        squares01 += p0 * p0 + p1 * p1;
        squares23 += p2 * p2 + p3 * p3;
      }
      sums[f] = s0;
      sums[f + 1] = s1;
      sums[f + 2] = s2;
      sums[f + 3] = s3;
      pairs += s0 * s0 + s1 * s1 + (s2 * s2 + s3 * s3) - (squares01 + squares23);
    }
    return linear + pairs / 2;
  }

  @Override
  public void learn(FeatureVector given, boolean positive, float weight) {
    CoordinateTable.checkWeight(weight);
    given.requireBelow(ids);
    FeatureVector x = given.distinct();
    fetched = fetch(x);
    double logit = CoordinateTable.checkFinite(logit(x, sums), x);
    float error = (float) ((Sigmoid.of(logit) - (positive ? 1 : 0)) * weight);
    int size = x.size();
    gather(x, error);
    AdaGradStep.take(size, raised * rate, epsilon, wg, w, ws);
    AdaGradStep.take(size * factors, raised * factorRate, epsilon, vg, v, vs);
    scatter(x);
    stepBias(CoordinateTable.clamp(error));
  }

  /**
   * Reads both ends of every row: a lesson needs all of them, and asked for in one short loop they
   * come together instead of one after the other.
   */
  private float fetch(FeatureVector x) {
    float[] rows = this.rows;
    float firsts = 0;
    float lasts = 0;
    for (int i = 0; i < x.size(); i++) {
      int row = x.id(i) * stride;
      firsts += rows[row];
      lasts += rows[row + stride - 1];
    }
    return firsts + lasts;
  }

  private void gather(FeatureVector x, float error) {
    int size = x.size();
    w = CoordinateTable.fit(w, size);
    ws = CoordinateTable.fit(ws, size);
    wg = CoordinateTable.fit(wg, size);
    v = CoordinateTable.fit(v, size * factors);
    vs = CoordinateTable.fit(vs, size * factors);
    vg = CoordinateTable.fit(vg, size * factors);
    for (int i = 0; i < size; i++) {
      int row = x.id(i) * stride;
      w[i] = rows[row];
      ws[i] = rows[row + 1];
      wg[i] = error * x.value(i);
    }
    gatherFactors(x, error, rows, v, vs, vg);
  }

  private void gatherFactors(
      FeatureVector x, float error, float[] rows, float[] v, float[] vs, float[] vg) {
    for (int f = 0; f < factors; f += BLOCK) {
      double s0 = sums[f];
      double s1 = sums[f + 1];
      double s2 = sums[f + 2];
      double s3 = sums[f + 3];
      for (int i = 0; i < x.size(); i++) {
        int from = x.id(i) * stride + 2 + f;
        int at = i * factors + f;
        double value = x.value(i);
        double slope = error * value;
        float v0 = rows[from];
        float v1 = rows[from + 1];
        float v2 = rows[from + 2];
        float v3 = rows[from + 3];
        v[at] = v0;
        v[at + 1] = v1;
        v[at + 2] = v2;
        v[at + 3] = v3;
        vg[at] = (float) (slope * (s0 - v0 * value));
        vg[at + 1] = (float) (slope * (s1 - v1 * value));
        vg[at + 2] = (float) (slope * (s2 - v2 * value));
        vg[at + 3] = (float) (slope * (s3 - v3 * value));
        from += factors;
        vs[at] = rows[from];
        vs[at + 1] = rows[from + 1];
        vs[at + 2] = rows[from + 2];
        vs[at + 3] = rows[from + 3];
      }
    }
  }

  private void scatter(FeatureVector x) {
    float[] rows = this.rows;
    for (int i = 0; i < x.size(); i++) {
      int row = x.id(i) * stride;
      rows[row] = w[i];
      rows[row + 1] = ws[i];
    }
    scatterFactors(x, rows, v, vs);
  }

  private void scatterFactors(FeatureVector x, float[] rows, float[] v, float[] vs) {
    for (int f = 0; f < factors; f += BLOCK) {
      for (int i = 0; i < x.size(); i++) {
        int at = i * factors + f;
        int to = x.id(i) * stride + 2 + f;
        rows[to] = v[at];
        rows[to + 1] = v[at + 1];
        rows[to + 2] = v[at + 2];
        rows[to + 3] = v[at + 3];
        to += factors;
        rows[to] = vs[at];
        rows[to + 1] = vs[at + 1];
        rows[to + 2] = vs[at + 2];
        rows[to + 3] = vs[at + 3];
      }
    }
  }

  private void stepBias(float g) {
    float grown = rows[biasAt + 1] + g * g;
    rows[biasAt + 1] = grown;
    rows[biasAt] -= raised * rate * g / (epsilon + (float) Math.sqrt(grown));
  }

  @Override
  public double bias() {
    return rows[biasAt];
  }

  @Override
  public double explain(FeatureVector given, double[] contributions) {
    FeatureVector x = given.distinct();
    double[] sums = given.room(factors);
    logit(x, sums);
    for (int i = 0; i < x.size(); i++) {
      int row = x.id(i) * stride;
      double value = x.value(i);
      double pairs = 0;
      for (int f = 0; f < factors; f++) {
        double part = rows[row + 2 + f] * value;
        pairs += part * (sums[f] - part);
      }
      contributions[x.feature(i)] += rows[row] * value + pairs / 2;
    }
    return bias();
  }

  @Override
  public double weight(int id) {
    return rows[id * stride];
  }

  @Override
  public int factors() {
    return given;
  }

  @Override
  public float factor(int id, int factor) {
    return rows[id * stride + 2 + factor];
  }

  /** For tests: another factor for an id. */
  void factor(int id, int factor, float value) {
    rows[id * stride + 2 + factor] = value;
  }

  @Override
  public void raise(float factor) {
    raised = factor;
  }

  @Override
  public void write(StateWriter out) {
    LearnerState.begin(out, settings).putFloats(rows);
  }

  @Override
  public void read(StateReader in) {
    LearnerState.begin(in, settings);
    rows = LearnerState.floats(in, rows.length);
  }
}
