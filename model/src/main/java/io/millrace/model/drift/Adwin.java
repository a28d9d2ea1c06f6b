package io.millrace.model.drift;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * Adaptive windowing: keeps the longest suffix of the stream whose mean shows no change, and alarms
 * when it drops the part before one. Values in [0, 1] give the paper's guarantees; others work.
 *
 * <p>The window is an exponential histogram: rows of at most {@value #BUCKETS} buckets, each of
 * 2^row values with their sum and their squared distance from the mean; a row that overflows merges
 * its two oldest into one of the next row. Every {@code clock} values the window is cut at each
 * bucket's edge; where the means of the two parts differ by more than the bound, the oldest bucket
 * is dropped, until no cut differs.
 *
 * <p>Expected run length: without a change a check cuts with probability at most {@code delta} (the
 * paper's theorem 3.1), so at least clock / delta values lie between false alarms: 16,000 by
 * default. The bound is loose.
 *
 * <p>Cost: O(1) a value, amortized, and O(log width) a check; 16 B a bucket, {@value #BUCKETS} log2
 * (width) buckets. Blind spot: it compares means, so a change of spread alone is not seen.
 *
 * <p>A. Bifet, R. Gavalda, Learning from time-changing data with adaptive windowing, SDM 2007,
 * section 4 (ADWIN2); the bound's correction by the shortest part is that of MOA.
 */
public final class Adwin implements DriftDetector {
  public static final double DEFAULT_DELTA = 0.002;
  public static final int DEFAULT_CLOCK = 32;

  /** The paper's M. */
  static final int BUCKETS = 5;

  /** Parts of this many values or fewer are not compared. */
  static final int SHORTEST = 5;

  /** Windows of this many values or fewer are not checked. */
  static final int GRACE = 10;

  private static final int ROOM = BUCKETS + 1;

  private final double delta;
  private final int clock;

  private int rows;
  private int[] sizes = new int[8]; // buckets a row
  private double[] sums = new double[8 * ROOM]; // oldest first within a row
  private double[] squares = new double[8 * ROOM]; // sums of squared distances from the mean
  private long width;
  private double sum;
  private double square;
  private int untilCheck;
  private double change;

  public Adwin() {
    this(DEFAULT_DELTA);
  }

  public Adwin(double delta) {
    this(delta, DEFAULT_CLOCK);
  }

  /**
   * @param delta probability of a false alarm a check, above 0 and below 1
   * @param clock values from check to check, at least 1
   */
  public Adwin(double delta, int clock) {
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException(
          "delta = " + delta + ", expected a number between 0 and 1; start at " + DEFAULT_DELTA);
    }
    if (clock < 1) {
      throw new IllegalArgumentException(
          "clock = " + clock + ", expected at least 1 value; start at " + DEFAULT_CLOCK);
    }
    this.delta = delta;
    this.clock = clock;
    untilCheck = clock;
  }

  /** A detector with at least this many values between false alarms. */
  public static Adwin withRunLength(double values) {
    return new Adwin(Math.min(0.5, DEFAULT_CLOCK / values));
  }

  @Override
  public boolean add(double value) {
    insert(DriftDetector.requireFinite(value));
    if (--untilCheck > 0) return false;
    untilCheck = clock;
    return width > GRACE && shrink();
  }

  /** Values in the window. */
  public long width() {
    return width;
  }

  /** Mean of the window, 0 of an empty one. */
  public double mean() {
    return width == 0 ? 0 : sum / width;
  }

  /** Variance of the window (divided by its width), 0 of an empty one. */
  public double variance() {
    return width == 0 ? 0 : square / width;
  }

  @Override
  public double change() {
    return change;
  }

  @Override
  public void reset() {
    Arrays.fill(sizes, 0);
    rows = 0;
    width = 0;
    sum = 0;
    square = 0;
    change = 0;
    untilCheck = clock;
  }

  private void insert(double value) {
    if (width > 0) {
      double distance = value - sum / width;
      square += width * distance * distance / (width + 1);
    }
    width++;
    sum += value;
    push(0, value, 0);
    for (int row = 0; sizes[row] > BUCKETS; row++) {
      mergeOldest(row);
    }
  }

  private void mergeOldest(int row) {
    int first = row * ROOM;
    double each = size(row);
    double distance = sums[first] / each - sums[first + 1] / each;
    double mergedSum = sums[first] + sums[first + 1];
    double mergedSquare = squares[first] + squares[first + 1] + each * distance * distance / 2;
    dropOldest(row, 2);
    push(row + 1, mergedSum, mergedSquare);
  }

  private void push(int row, double bucketSum, double bucketSquare) {
    if (row == rows) addRow();
    int at = row * ROOM + sizes[row]++;
    sums[at] = bucketSum;
    squares[at] = bucketSquare;
  }

  private void addRow() {
    if (++rows <= sizes.length) return;
    sizes = Arrays.copyOf(sizes, 2 * rows);
    sums = Arrays.copyOf(sums, sizes.length * ROOM);
    squares = Arrays.copyOf(squares, sizes.length * ROOM);
  }

  private void dropOldest(int row, int buckets) {
    int first = row * ROOM;
    sizes[row] -= buckets;
    System.arraycopy(sums, first + buckets, sums, first, sizes[row]);
    System.arraycopy(squares, first + buckets, squares, first, sizes[row]);
  }

  /** Drops oldest buckets until no cut shows a change; whether any was dropped. */
  private boolean shrink() {
    double before = mean();
    double dropped = 0;
    long droppedWidth = 0;
    while (someCutDiffers()) {
      dropped += sums[(rows - 1) * ROOM];
      droppedWidth += size(rows - 1);
      forgetOldest();
    }
    if (droppedWidth == 0) return false;
    change = width == 0 ? before - dropped / droppedWidth : mean() - dropped / droppedWidth;
    return true;
  }

  private boolean someCutDiffers() {
    long older = 0;
    double olderSum = 0;
    double bound = StrictMath.log(2 * StrictMath.log(width) / delta);
    for (int row = rows - 1; row >= 0; row--) {
      int first = row * ROOM;
      for (int at = first; at < first + sizes[row]; at++) {
        older += size(row);
        olderSum += sums[at];
        if (differ(older, olderSum, bound)) return true;
      }
    }
    return false;
  }

  private boolean differ(long older, double olderSum, double bound) {
    long newer = width - older;
    if (older <= SHORTEST || newer <= SHORTEST) return false;
    double distance = Math.abs(olderSum / older - (sum - olderSum) / newer);
    double perPart = 1.0 / (older - SHORTEST + 1) + 1.0 / (newer - SHORTEST + 1);
    double epsilon = Math.sqrt(2 * perPart * variance() * bound) + 2.0 / 3.0 * bound * perPart;
    return distance > epsilon;
  }

  private void forgetOldest() {
    int row = rows - 1;
    double bucketSum = sums[row * ROOM];
    double bucketSquare = squares[row * ROOM];
    long bucket = size(row);
    width -= bucket;
    sum -= bucketSum;
    double distance = bucketSum / bucket - sum / width;
    // Rounding may leave a hair below zero where all that is left is equal.
    square =
        Math.max(
            0,
            square
                - bucketSquare
                - (double) bucket * width * distance * distance / (bucket + width));
    dropOldest(row, 1);
    while (rows > 0 && sizes[rows - 1] == 0) rows--;
  }

  private static long size(int row) {
    return 1L << row;
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(rows);
    for (int row = 0; row < rows; row++) {
      out.putInt(sizes[row]);
      for (int at = row * ROOM; at < row * ROOM + sizes[row]; at++) {
        out.putDouble(sums[at]).putDouble(squares[at]);
      }
    }
    out.putLong(width).putDouble(sum).putDouble(square).putInt(untilCheck).putDouble(change);
  }

  @Override
  public void read(StateReader in) {
    reset();
    int count = in.getInt();
    for (int row = 0; row < count; row++) {
      addRow();
      sizes[row] = requireBuckets(in.getInt());
      for (int at = row * ROOM; at < row * ROOM + sizes[row]; at++) {
        sums[at] = in.getDouble();
        squares[at] = in.getDouble();
      }
    }
    width = in.getLong();
    sum = in.getDouble();
    square = in.getDouble();
    untilCheck = in.getInt();
    change = in.getDouble();
  }

  private static int requireBuckets(int found) {
    if (found >= 0 && found <= BUCKETS) return found;
    throw new IllegalArgumentException(
        "state holds a row of "
            + found
            + " buckets, expected 0 to "
            + BUCKETS
            + ": the bytes are damaged or of another format");
  }
}
