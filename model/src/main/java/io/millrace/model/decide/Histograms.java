package io.millrace.model.decide;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/** The bytes of a histogram: the number of bins that are not zero, then each with its mass. */
final class Histograms {
  private Histograms() {}

  static void write(double[] mass, StateWriter out) {
    out.putInt((int) Arrays.stream(mass).filter(m -> m != 0).count());
    for (int bin = 0; bin < mass.length; bin++) {
      if (mass[bin] != 0) {
        out.putInt(bin).putDouble(mass[bin]);
      }
    }
  }

  /** Into a histogram of the same scale; the bins not written become zero. */
  static void read(double[] mass, StateReader in) {
    Arrays.fill(mass, 0);
    for (int left = in.getInt(); left > 0; left--) {
      int bin = in.getInt();
      mass[bin] = in.getDouble();
    }
  }
}
