package io.millrace.model.metric;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Expected calibration error over equal-width bins of probability: the mean over examples of
 * |positive rate - mean probability| of the example's bin, in [0, 1], 0 is best.
 *
 * <p>Blind spot: with rare positives nearly all examples lie in the first bin, where errors of both
 * signs cancel; read it beside the log loss and the reliability table.
 *
 * <p>C. Guo, G. Pleiss, Y. Sun, K. Weinberger, On calibration of modern neural networks, ICML 2017.
 */
public final class CalibrationError {
  /** Bins as in the paper. */
  public static final int BINS = 15;

  private final double[] counts = new double[BINS];
  private final double[] positives = new double[BINS];
  private final double[] sums = new double[BINS];

  /** One example; its probability in [0, 1]. */
  public void add(double probability, boolean positive) {
    add(probability, positive, 1);
  }

  /**
   * The same of an example of a sample.
   *
   * @param weight how many examples it stands for, above 0
   */
  public void add(double probability, boolean positive, float weight) {
    int bin = binOf(LogLoss.requireProbability(probability));
    counts[bin] += weight;
    sums[bin] += weight * probability;
    if (positive) {
      positives[bin] += weight;
    }
  }

  /** The error over all that was added, NaN before the first. */
  public double value() {
    double distance = 0;
    for (int bin = 0; bin < BINS; bin++) {
      distance += Math.abs(positives[bin] - sums[bin]);
    }
    return distance / Arrays.stream(counts).sum();
  }

  /** One line a bin, ascending, empty bins included. */
  public List<ReliabilityBin> reliability() {
    List<ReliabilityBin> table = new ArrayList<>(BINS);
    for (int bin = 0; bin < BINS; bin++) {
      table.add(
          new ReliabilityBin(
              (double) bin / BINS,
              (bin + 1.0) / BINS,
              Math.round(counts[bin]),
              sums[bin] / counts[bin],
              positives[bin] / counts[bin]));
    }
    return List.copyOf(table);
  }

  void add(CalibrationError other) {
    for (int bin = 0; bin < BINS; bin++) {
      counts[bin] += other.counts[bin];
      positives[bin] += other.positives[bin];
      sums[bin] += other.sums[bin];
    }
  }

  /**
   * @param weighted whether any example had a weight other than 1; else counts are whole numbers
   */
  void write(StateWriter out, boolean weighted) {
    for (int bin = 0; bin < BINS; bin++) {
      if (weighted) {
        out.putDouble(counts[bin]).putDouble(positives[bin]);
      } else {
        out.putLong((long) counts[bin]).putLong((long) positives[bin]);
      }
      out.putDouble(sums[bin]);
    }
  }

  void read(StateReader in, boolean weighted) {
    for (int bin = 0; bin < BINS; bin++) {
      counts[bin] = weighted ? in.getDouble() : in.getLong();
      positives[bin] = weighted ? in.getDouble() : in.getLong();
      sums[bin] = in.getDouble();
    }
  }

  private static int binOf(double probability) {
    return Math.min(BINS - 1, (int) (probability * BINS));
  }
}
