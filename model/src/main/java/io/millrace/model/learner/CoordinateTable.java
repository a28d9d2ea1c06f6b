package io.millrace.model.learner;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * What the linear learners share: two floats per id side by side (one cache line per id touched),
 * those of the bias after the last id, and the scratch of a learning step.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>between calls the second float of a pair is a sum of squares: its sign bit is clear;
 *   <li>inside a step {@link #mark} leaves in its place the index of the id's first occurrence with
 *       the sign bit set, which finds ids that occur twice without a search;
 *   <li>scoring reads {@link #pairs} only, so any number of threads may score while none learns.
 * </ul>
 */
abstract class CoordinateTable implements LinearLearner {
  /**
   * The largest gradient a coordinate is taught, so that no finite input can overflow a float: its
   * square is 1e18, and a sum of squares has room for 1e20 of them.
   */
  static final float MAX_GRADIENT = 1e9f;

  private static final int FORMAT = 1;
  private static final int MARKED = 0x8000_0000;

  private final String settings;
  private final int outside;

  /** Where the bias has its pair. */
  final int biasAt;

  float[] pairs;

  /** The summed value of an id at its first occurrence. */
  float[] merged = new float[64];

  /** The second float of an id at its first occurrence; the sign bit set at a later one. */
  float[] second = new float[64];

  CoordinateTable(LearnerConfig config) {
    settings = config.canonical();
    biasAt = 2 << config.hashBits();
    outside = -(1 << config.hashBits());
    pairs = new float[biasAt + 2];
  }

  /** Refuses ids outside the table and weights not above 0, before anything has changed. */
  final void check(FeatureVector x, float weight) {
    if (!(weight > 0 && weight <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "weight of example = " + weight + ", expected a finite number above 0");
    }
    checkIds(x);
  }

  final void checkIds(FeatureVector x) {
    int[] ids = x.ids();
    int bits = 0;
    for (int i = 0; i < x.size(); i++) {
      bits |= ids[i];
    }
    if ((bits & outside) != 0) {
      throw new IllegalArgumentException(
          "feature ids = "
              + Arrays.toString(Arrays.copyOf(ids, x.size()))
              + ", expected 0 to "
              + (biasAt / 2 - 1)
              + ": the feature set was made for other hash_bits");
    }
  }

  /** Refuses a logit that only values which are not finite can cause. */
  static double finite(double logit, FeatureVector x) {
    if (!(Math.abs(logit) <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "feature values = "
              + Arrays.toString(Arrays.copyOf(x.values(), x.size()))
              + ", expected finite numbers: clamp them where the features are made");
    }
    return logit;
  }

  /**
   * Fills {@link #merged} and {@link #second} and marks the pairs; the caller must write the second
   * float of every pair whose {@link #second} is not marked.
   */
  final void mark(FeatureVector x) {
    int size = x.size();
    if (merged.length < size) {
      merged = new float[size * 2];
      second = new float[size * 2];
    }
    int[] ids = x.ids();
    float[] values = x.values();
    for (int i = 0; i < size; i++) {
      int at = 2 * ids[i] + 1;
      float found = pairs[at];
      second[i] = found;
      merged[i] = values[i];
      int bits = Float.floatToRawIntBits(found);
      if (bits < 0) {
        int first = bits & ~MARKED;
        merged[first] = within(Float.MAX_VALUE, merged[first] + values[i]);
      } else {
        pairs[at] = Float.intBitsToFloat(i | MARKED);
      }
    }
  }

  static boolean isMarked(float second) {
    return Float.floatToRawIntBits(second) < 0;
  }

  static float clamp(double gradient) {
    return within(MAX_GRADIENT, gradient);
  }

  private static float within(float bound, double value) {
    return value > bound ? bound : value < -bound ? -bound : (float) value;
  }

  @Override
  public final void write(StateWriter out) {
    out.putInt(FORMAT).putText(settings).putFloats(pairs);
  }

  @Override
  public final void read(StateReader in) {
    int format = in.getInt();
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "learner state has format " + format + ", expected " + FORMAT + ": other release?");
    }
    String found = in.getText();
    if (!found.equals(settings)) {
      throw new IllegalArgumentException(
          "learner state is of {"
              + found
              + "}, expected {"
              + settings
              + "}: restore it with the pipeline file that wrote it, or begin a new generation");
    }
    float[] read = in.getFloats();
    if (read.length != pairs.length) {
      throw new IllegalArgumentException(
          "learner state holds " + read.length + " numbers, expected " + pairs.length);
    }
    pairs = read;
  }
}
