package io.millrace.model.drift;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * HDDM, W-test: alarms when the exponentially weighted mean since the best cut point lies above the
 * one up to it by more than McDiarmid's bound. Values in [0, 1]. Sooner than {@link HddmA} to see a
 * small change late in a long stream.
 *
 * <p>Expected run length: each test errs with probability at most {@code confidence}, so about 1 /
 * confidence values or more lie between false alarms.
 *
 * <p>Cost: O(1) time, nine numbers of state. Blind to a falling mean.
 *
 * <p>I. Frias-Blanco et al., Online and non-parametric drift detection methods based on Hoeffding's
 * bounds, IEEE TKDE 27 (2015) 810-823, section 3.2.
 */
public final class HddmW implements DriftDetector {
  public static final double DEFAULT_WEIGHT = 0.05;

  private final double weight;
  private final double logTest;
  private final Average all = new Average();
  private final Average before = new Average();
  private final Average after = new Average();
  private double cut = Double.POSITIVE_INFINITY;
  private double change;

  public HddmW() {
    this(HddmA.DEFAULT_CONFIDENCE, DEFAULT_WEIGHT);
  }

  /**
   * @param confidence probability of a false alarm a test, above 0, below 1
   * @param weight of the newest value in the mean, above 0, below 1
   */
  public HddmW(double confidence, double weight) {
    logTest = StrictMath.log(1 / requireConfidence(confidence));
    if (!(weight > 0 && weight < 1)) {
      throw new IllegalArgumentException(
          "weight = " + weight + ", expected a number between 0 and 1; start at " + DEFAULT_WEIGHT);
    }
    this.weight = weight;
  }

  /** A detector with about this many values or more between false alarms. */
  public static HddmW withRunLength(double values) {
    return new HddmW(Math.min(0.5, 1 / values), DEFAULT_WEIGHT);
  }

  @Override
  public boolean add(double value) {
    all.add(requireUnit(value));
    double upper = all.mean + bound(all.squaredWeights);
    if (upper < cut) {
      cut = upper;
      before.set(all);
      after.clear();
    } else {
      after.add(value);
    }
    if (!before.any || !after.any) return false;
    double distance = after.mean - before.mean;
    if (!(distance > bound(before.squaredWeights + after.squaredWeights))) return false;
    reset();
    change = distance;
    return true;
  }

  private double bound(double squaredWeights) {
    return Math.sqrt(squaredWeights * logTest / 2);
  }

  @Override
  public double change() {
    return change;
  }

  @Override
  public void reset() {
    all.clear();
    before.clear();
    after.clear();
    cut = Double.POSITIVE_INFINITY;
    change = 0;
  }

  @Override
  public void write(StateWriter out) {
    all.write(out);
    before.write(out);
    after.write(out);
    out.putDouble(cut).putDouble(change);
  }

  @Override
  public void read(StateReader in) {
    all.read(in);
    before.read(in);
    after.read(in);
    cut = in.getDouble();
    change = in.getDouble();
  }

  static double requireConfidence(double confidence) {
    if (confidence > 0 && confidence < 1) return confidence;
    throw new IllegalArgumentException(
        "confidence = " + confidence + ", expected a number between 0 and 1; start at 0.001");
  }

  static double requireUnit(double value) {
    if (value >= 0 && value <= 1) return value;
    throw new IllegalArgumentException("value = " + value + ", expected 0 to 1");
  }

  /** An exponentially weighted mean and the sum of its squared weights. */
  private final class Average {
    private boolean any;
    private double mean;
    private double squaredWeights = 1;

    void add(double value) {
      mean = any ? mean + weight * (value - mean) : value;
      any = true;
      squaredWeights = weight * weight + (1 - weight) * (1 - weight) * squaredWeights;
    }

    void set(Average other) {
      any = other.any;
      mean = other.mean;
      squaredWeights = other.squaredWeights;
    }

    void clear() {
      any = false;
      mean = 0;
      squaredWeights = 1;
    }

    void write(StateWriter out) {
      out.putBoolean(any).putDouble(mean).putDouble(squaredWeights);
    }

    void read(StateReader in) {
      any = in.getBoolean();
      mean = in.getDouble();
      squaredWeights = in.getDouble();
    }
  }
}
