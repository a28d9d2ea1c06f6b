package io.millrace.model.metric;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/** Quantiles of the last numbers, exact. 4 bytes a number; a look sorts them. */
public final class RecentQuantiles {
  private final float[] window;
  private long count;

  /**
   * @param numbers length of the window
   */
  public RecentQuantiles(int numbers) {
    window = new float[numbers];
  }

  public void add(double number) {
    window[(int) (count++ % window.length)] = (float) number;
  }

  /**
   * The least number of the window that a share of it does not exceed; NaN where there is none.
   *
   * @param share above 0, at most 1
   */
  public double quantile(double share) {
    int size = (int) Math.min(count, window.length);
    if (size == 0) return Double.NaN;
    float[] sorted = Arrays.copyOf(window, size);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * size) - 1)];
  }

  public void write(StateWriter out) {
    out.putLong(count).putFloats(window);
  }

  /**
   * @throws IllegalArgumentException if it is of another window
   */
  public void read(StateReader in) {
    count = in.getLong();
    float[] theirs = in.getFloats();
    if (theirs.length != window.length) {
      throw new IllegalArgumentException(
          "window of " + theirs.length + " numbers, expected " + window.length);
    }
    System.arraycopy(theirs, 0, window, 0, window.length);
  }
}
