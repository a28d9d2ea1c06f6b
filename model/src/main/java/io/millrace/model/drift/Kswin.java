package io.millrace.model.drift;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * Kolmogorov-Smirnov windowing: compares the newest values of a sliding window with as many drawn
 * from the rest of it, and alarms when their distributions lie further apart than sqrt(-ln(alpha) /
 * newest). It then keeps the newest only. Sees changes of spread and shape, too.
 *
 * <p>Expected run length: each test errs with probability at most about alpha, so 1 / alpha values
 * or more lie between false alarms. Draws are by a seed, the same on every machine.
 *
 * <p>Cost: O(newest log newest) a value, which is hundreds of times that of ADWIN; 8 B a value of
 * the window. Blind spot: what changes over more values than the window holds.
 *
 * <p>C. Raab, M. Heusinger, F.-M. Schleif, Reactive soft prototype computing for concept drift
 * streams, Neurocomputing 416 (2020) 340-351, section 3.1.
 */
public final class Kswin implements DriftDetector {
  public static final double DEFAULT_ALPHA = 0.005;
  public static final int DEFAULT_WINDOW = 100;
  public static final int DEFAULT_NEWEST = 30;

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final int size;
  private final int newest;
  private final long seed;
  private final double bound;

  private final double[] window; // oldest first
  private final int[] places;
  private int count;
  private long draws;
  private double change;

  public Kswin(long seed) {
    this(DEFAULT_ALPHA, DEFAULT_WINDOW, DEFAULT_NEWEST, seed);
  }

  /**
   * @param alpha probability of a false alarm a test, above 0, below 1
   * @param window values compared with their past, at least twice {@code newest}
   * @param newest how many of them are the present, at least 2
   */
  public Kswin(double alpha, int window, int newest, long seed) {
    HddmW.requireConfidence(alpha);
    if (newest < 2 || window < 2 * newest) {
      throw new IllegalArgumentException(
          "window = " + window + ", expected at least twice newest = " + newest + " (2 or more)");
    }
    this.size = window;
    this.newest = newest;
    this.seed = seed;
    bound = Math.sqrt(-StrictMath.log(alpha) / newest);
    this.window = new double[window];
    places = new int[window - newest];
    draws = seed;
  }

  /** A detector with about this many values or more between false alarms. */
  public static Kswin withRunLength(double values, long seed) {
    return new Kswin(Math.min(0.5, 1 / values), DEFAULT_WINDOW, DEFAULT_NEWEST, seed);
  }

  @Override
  public boolean add(double value) {
    DriftDetector.requireFinite(value);
    if (count == size) System.arraycopy(window, 1, window, 0, --count);
    window[count++] = value;
    if (count < size) return false;
    double[] past = drawn();
    double[] present = Arrays.copyOfRange(window, size - newest, size);
    double before = Arrays.stream(past).average().orElse(0);
    double after = Arrays.stream(present).average().orElse(0);
    if (distance(past, present) <= bound) return false;
    System.arraycopy(window, size - newest, window, 0, newest);
    count = newest;
    change = after - before;
    return true;
  }

  /** As many as the newest, without repeats, from the rest of the window. */
  private double[] drawn() {
    for (int i = 0; i < places.length; i++) places[i] = i;
    double[] drawn = new double[newest];
    for (int i = 0; i < newest; i++) {
      int at = i + (int) Long.remainderUnsigned(next(), places.length - i);
      int place = places[at];
      places[at] = places[i];
      drawn[i] = window[place];
    }
    return drawn;
  }

  /** SplitMix64. */
  private long next() {
    long z = draws += GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Largest difference of the two empirical distribution functions; sorts both. */
  static double distance(double[] one, double[] other) {
    Arrays.sort(one);
    Arrays.sort(other);
    double largest = 0;
    int i = 0;
    int j = 0;
    while (i < one.length && j < other.length) {
      double value = Math.min(one[i], other[j]);
      while (i < one.length && one[i] <= value) i++;
      while (j < other.length && other[j] <= value) j++;
      largest = Math.max(largest, Math.abs((double) i / one.length - (double) j / other.length));
    }
    return largest;
  }

  @Override
  public double change() {
    return change;
  }

  @Override
  public void reset() {
    count = 0;
    draws = seed;
    change = 0;
  }

  @Override
  public void write(StateWriter out) {
    out.putDoubles(Arrays.copyOf(window, count)).putLong(draws).putDouble(change);
  }

  @Override
  public void read(StateReader in) {
    double[] values = in.getDoubles();
    if (values.length > size) {
      throw new IllegalArgumentException(
          "state holds a window of " + values.length + " values, expected at most " + size);
    }
    System.arraycopy(values, 0, window, 0, values.length);
    count = values.length;
    draws = in.getLong();
    change = in.getDouble();
  }
}
