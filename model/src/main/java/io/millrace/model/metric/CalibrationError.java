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

  private final long[] counts = new long[BINS];
  private final long[] positives = new long[BINS];
  private final double[] sums = new double[BINS];

  /** One example; its probability in [0, 1]. */
  public void add(double probability, boolean positive) {
    int bin = binOf(LogLoss.requireProbability(probability));
    counts[bin]++;
    sums[bin] += probability;
    if (positive) {
      positives[bin]++;
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
              counts[bin],
              sums[bin] / counts[bin],
              (double) positives[bin] / counts[bin]));
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

  void write(StateWriter out) {
    for (int bin = 0; bin < BINS; bin++) {
      out.putLong(counts[bin]).putLong(positives[bin]).putDouble(sums[bin]);
    }
  }

  void read(StateReader in) {
    for (int bin = 0; bin < BINS; bin++) {
      counts[bin] = in.getLong();
      positives[bin] = in.getLong();
      sums[bin] = in.getDouble();
    }
  }

  private static int binOf(double probability) {
    return Math.min(BINS - 1, (int) (probability * BINS));
  }
}
