package io.millrace.model.learner;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * What the linear learners share: two floats per id side by side (one cache line per id touched)
 * and those of the bias after the last id.
 *
 * <p>A step is gather, arithmetic, scatter: the arithmetic runs over dense scratch arrays, where
 * the compiler uses vector instructions (measured: 2 times faster than in place). Invariants:
 *
 * <ul>
 *   <li>between calls the second float of a pair is a sum of squares: its sign bit is clear;
 *   <li>from gather to scatter it is the index of the id's first occurrence with the sign bit set,
 *       which finds ids that occur twice without a search;
 *   <li>scoring reads {@link #pairs} only, so any number of threads may score while none learns.
 * </ul>
 */
abstract class CoordinateTable implements LinearLearner, RatedLearner {
  /**
   * The largest gradient a coordinate is taught, so that no finite input can overflow a float: its
   * square is 1e18, and a sum of squares has room for 1e20 of them.
   */
  static final float MAX_GRADIENT = 1e9f;

  private static final int MARK = 0x8000_0000;

  private final String settings;
  private final int outside;

  /** Where the bias has its pair. */
  final int biasAt;

  float[] pairs;

  /** The first float of each occurrence's pair. */
  float[] firsts = new float[64];

  /** The second float of each occurrence's pair. */
  float[] seconds = new float[64];

  /** By how much the rate is raised. */
  float raised = 1;

  private float[] sums = new float[64];

  CoordinateTable(LogisticConfig config) {
    settings = config.canonical();
    biasAt = 2 << config.hashBits();
    outside = -(1 << config.hashBits());
    pairs = new float[biasAt + 2];
  }

  /** The scratch itself, or a larger one if it is too small. */
  static float[] fit(float[] scratch, int size) {
    return scratch.length < size ? new float[size * 2] : scratch;
  }

  /** Refuses ids outside the table. */
  final void checkIds(FeatureVector x) {
    x.requireBelow(-outside);
  }

  static void checkWeight(float weight) {
    if (!(weight > 0 && weight <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "weight of example = " + weight + ", expected a finite number above 0");
    }
  }

  /** Refuses a logit that only values which are not finite can cause. */
  static double checkFinite(double logit, FeatureVector x) {
    if (!(Math.abs(logit) <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "feature values = "
              + Arrays.toString(Arrays.copyOf(x.values(), x.size()))
              + ", expected finite numbers: clamp them where the features are made");
    }
    return logit;
  }

  /**
   * Copies the pairs of {@code x} into the scratch and marks them; {@link #scatter} must follow.
   *
   * @return the values to learn from: those of {@code x}, unless an id occurs twice
   */
  final float[] gather(FeatureVector x) {
    int size = x.size();
    firsts = fit(firsts, size);
    seconds = fit(seconds, size);
    int[] ids = x.ids();
    float[] table = pairs;
    float[] firsts = this.firsts;
    float[] seconds = this.seconds;
    boolean repeated = false;
    for (int i = 0; i < size; i++) {
      int at = 2 * ids[i];
      float second = table[at + 1];
      int bits = Float.floatToRawIntBits(second);
      if (bits >= 0) {
        firsts[i] = table[at];
        seconds[i] = second;
        table[at + 1] = Float.intBitsToFloat(i | MARK);
      } else {
        firsts[i] = firsts[bits & ~MARK];
        seconds[i] = seconds[bits & ~MARK];
        repeated = true;
      }
    }
    return repeated ? sumsOfRepeated(x) : x.values();
  }

  /** An id's values added up at its first occurrence, 0 at its others. */
  private float[] sumsOfRepeated(FeatureVector x) {
    sums = fit(sums, x.size());
    Arrays.fill(sums, 0, x.size(), 0);
    for (int i = 0; i < x.size(); i++) {
      int first = Float.floatToRawIntBits(pairs[2 * x.id(i) + 1]) & ~MARK;
      sums[first] = clamp(sums[first] + x.value(i), Float.MAX_VALUE);
    }
    return sums;
  }

  /** Writes the scratch back, backwards: of an id that occurs twice the first occurrence holds. */
  final void scatter(FeatureVector x) {
    int[] ids = x.ids();
    float[] table = pairs;
    float[] firsts = this.firsts;
    float[] seconds = this.seconds;
    for (int i = x.size() - 1; i >= 0; i--) {
      int at = 2 * ids[i];
      table[at] = firsts[i];
      table[at + 1] = seconds[i];
    }
  }

  /**
   * {@code bias} and each occurrence's weight times its value, summed in the order of {@code x}.
   */
  static double sum(double bias, float[] weights, FeatureVector x) {
    float[] values = x.values();
    double logit = bias;
    for (int i = 0; i < x.size(); i++) {
      logit += (double) weights[i] * values[i];
    }
    return logit;
  }

  /**
   * The gradient of the log loss by the logit, times the weight of the example. Where the logit is
   * refused the gathered pairs are first put back.
   */
  final float error(double logit, FeatureVector x, boolean positive, float weight) {
    if (!(Math.abs(logit) <= Double.MAX_VALUE)) {
      scatter(x);
    }
    return (float) ((Sigmoid.of(checkFinite(logit, x)) - (positive ? 1 : 0)) * weight);
  }

  static float clamp(float gradient) {
    return clamp(gradient, MAX_GRADIENT);
  }

  static float clamp(float value, float bound) {
    return Math.max(-bound, Math.min(bound, value));
  }

  @Override
  public final void begin(double bias, IntToDoubleFunction weights) {
    for (int at = 0; at < biasAt; at += 2) begin(at, finite(weights.applyAsDouble(at / 2)));
    beginBias(finite(bias));
  }

  private static float finite(double weight) {
    if (Math.abs(weight) <= Float.MAX_VALUE) return (float) weight;
    throw new IllegalArgumentException("weight = " + weight + ", expected a finite number");
  }

  /** Makes the pair of an id one that was never seen, but for its weight. */
  abstract void begin(int at, float weight);

  /** The same of the bias. */
  abstract void beginBias(float weight);

  public final void raise(float factor) {
    raised = factor;
  }

  @Override
  public final void write(StateWriter out) {
    LearnerState.begin(out, settings).putFloats(pairs);
  }

  @Override
  public final void read(StateReader in) {
    LearnerState.begin(in, settings);
    pairs = LearnerState.floats(in, pairs.length);
  }
}
