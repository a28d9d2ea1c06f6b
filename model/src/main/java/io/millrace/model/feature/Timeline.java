package io.millrace.model.feature;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Timed entries in the order of their time (equal times: of their arrival), held as the bytes they
 * are stored as, so that reading and writing a history is a bulk copy.
 *
 * <p>Layout, little-endian. A row is one entry: time, then either its numbers (floats, NaN =
 * missing) or its tag. A bucket is a run of entries older than all rows: time of the first, time of
 * the last, count, and for each number: how many entries have it, mean, sum of squared differences
 * from the mean, least, greatest. A row's time is 4 bytes, milliseconds after {@code base}, or in a
 * wide timeline 8 bytes; a bucket's are 8 bytes each.
 *
 * <p>Bounds. Up to {@link #CAPACITY} entries are all rows, and windows over them are exact. One
 * more and the timeline is thinned: from the newest entry to the oldest, neighbours are merged
 * while the merged count stays within a share {@code e} of the entries newer than it, where e is
 * the first of 1/64, 1/32, 1/16, ... that leaves at most {@link #THINNED} entries. A window that
 * cuts a bucket takes the part of it that lies inside as if its entries were evenly spread in time,
 * so its count is off by less than e of itself; min and max take the whole bucket. e is at most
 * 1/16 up to 4,000 entries in the span, 1/8 up to 500,000, 1/4 up to 6e9. The newest 2/e entries
 * are always rows. (The idea is that of exponential histograms: Datar, Gionis, Indyk, Motwani,
 * Maintaining stream statistics over sliding windows, SIAM J. Comput. 31 (2002).) The bound holds
 * for windows that end at the newest entry; an entry that arrives late into a bucket is counted
 * into it, and what is asked for an earlier time may be off by a whole bucket at either end.
 */
final class Timeline {
  static final int CAPACITY = 256;
  static final int THINNED = 192;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] NONE = {};

  /** The most milliseconds that a time of 4 bytes can lie after the base. */
  static final long NARROW = 0xFFFF_FFFFL;

  private static final int BUCKET_LAST = 8;
  private static final int BUCKET_COUNT = 16;
  private static final int BUCKET_STATISTICS = 20;
  private static final int STATISTICS = 5 * 4;
  private static final int TAGGED_POSITIVE = 1;

  private final int numbers;
  private final boolean tagged;
  private final boolean wide;
  private final int timeBytes;
  private final int rowBytes;
  private final int bucketBytes;

  private long base;
  private byte[] rows = NONE;
  private int from;
  private int to;
  private byte[] buckets = NONE;
  private int firstBucket;
  private int endBucket;

  /**
   * @param numbers numbers an entry; a tagged timeline has the one that its tag's lowest bit is
   * @param wide whether entries may lie more than {@link #NARROW} apart
   */
  Timeline(int numbers, boolean tagged, boolean wide) {
    this.numbers = tagged ? 1 : numbers;
    this.tagged = tagged;
    this.wide = wide;
    timeBytes = wide ? Long.BYTES : Integer.BYTES;
    rowBytes = timeBytes + (tagged ? 1 : numbers) * 4;
    bucketBytes = BUCKET_STATISTICS + this.numbers * STATISTICS;
  }

  int size() {
    return to - from + endBucket - firstBucket;
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /** Whether every entry is held as itself. */
  boolean isExact() {
    return firstBucket == endBucket;
  }

  /** Time of the newest entry not after {@code time}; {@code otherwise} if there is none. */
  long newestUpTo(long time, long otherwise) {
    int row = firstRowAfter(time);
    if (row > from) {
      return rowTime(row - 1);
    }
    for (int bucket = endBucket - 1; bucket >= firstBucket; bucket--) {
      if (bucketFirst(bucket) <= time) {
        return Math.min(time, bucketLast(bucket));
      }
    }
    return otherwise;
  }

  // Adding

  /** Adds an entry of numbers. All entries must lie within {@link #NARROW} unless wide. */
  void add(long time, double[] source, int[] slots) {
    int row = place(time);
    if (row < 0) {
      int bucket = bucketFor(time);
      count(bucket, time);
      for (int k = 0; k < numbers; k++) {
        count(bucket, k, finite(source[slots[k]]));
      }
      return;
    }
    int at = row * rowBytes + timeBytes;
    for (int k = 0; k < numbers; k++) {
      FLOATS.set(rows, at + 4 * k, finite(source[slots[k]]));
    }
    thin();
  }

  /** Adds a tagged entry; its number is the tag's lowest bit. */
  void add(long time, int tag) {
    int row = place(time);
    if (row < 0) {
      int bucket = bucketFor(time);
      count(bucket, time);
      count(bucket, 0, tag & TAGGED_POSITIVE);
      return;
    }
    INTS.set(rows, row * rowBytes + timeBytes, tag);
    thin();
  }

  /** Takes the newest entry of that tag out, if it is held as a row. */
  boolean remove(int tag) {
    for (int row = to - 1; row >= from; row--) {
      if ((int) INTS.get(rows, row * rowBytes + timeBytes) == tag) {
        removeRow(row);
        return true;
      }
    }
    return false;
  }

  /** Takes the newest entry of that time and those numbers out, if it is held as a row. */
  boolean remove(long time, double[] source, int[] slots) {
    for (int row = firstRowAfter(time) - 1; row >= from && rowTime(row) == time; row--) {
      if (holds(row, source, slots)) {
        removeRow(row);
        return true;
      }
    }
    return false;
  }

  private boolean holds(int row, double[] source, int[] slots) {
    for (int k = 0; k < numbers; k++) {
      if (Float.compare(value(row, k), finite(source[slots[k]])) != 0) {
        return false;
      }
    }
    return true;
  }

  private void removeRow(int row) {
    System.arraycopy(rows, (row + 1) * rowBytes, rows, row * rowBytes, (to - row - 1) * rowBytes);
    to--;
  }

  /** Drops entries not after {@code time}; returns the time of the newest one dropped, or less. */
  long dropUpTo(long time, long dropped) {
    long newest = dropped;
    while (firstBucket < endBucket && bucketLast(firstBucket) <= time) {
      newest = Math.max(newest, bucketLast(firstBucket++));
    }
    if (firstBucket == endBucket) {
      firstBucket = 0;
      endBucket = 0;
      while (from < to && rowTime(from) <= time) {
        newest = Math.max(newest, rowTime(from++));
      }
    }
    return newest;
  }

  /** Opens a row for an entry of that time and returns its place; -1 if it belongs to a bucket. */
  private int place(long time) {
    if (!isExact() && time < bucketLast(endBucket - 1)) {
      return -1;
    }
    fitBase(time);
    makeRoom();
    int row = to;
    while (row > from && rowTime(row - 1) > time) {
      row--;
    }
    System.arraycopy(rows, row * rowBytes, rows, (row + 1) * rowBytes, (to - row) * rowBytes);
    to++;
    setTime(row, time);
    return row;
  }

  private void fitBase(long time) {
    if (wide) {
      return;
    }
    if (from == to) {
      base = time;
    } else if (time < base || time - base > NARROW) {
      rebase(Math.min(time, rowTime(from)));
    }
  }

  private void rebase(long newBase) {
    int shift = (int) (base - newBase);
    for (int row = from; row < to; row++) {
      int at = row * rowBytes;
      INTS.set(rows, at, (int) INTS.get(rows, at) + shift);
    }
    base = newBase;
  }

  private void makeRoom() {
    if ((to + 1) * rowBytes <= rows.length) {
      return;
    }
    int size = to - from;
    byte[] target = rows;
    if (from == 0 || from < size / 4) {
      target = new byte[Math.min(size + Math.max(4, size / 2), CAPACITY + 8) * rowBytes];
    }
    System.arraycopy(rows, from * rowBytes, target, 0, size * rowBytes);
    rows = target;
    from = 0;
    to = size;
  }

  // Merging

  /** Makes room among the buckets once there are more entries than the capacity. */
  private void thin() {
    if (size() <= CAPACITY) {
      return;
    }
    double share = 1.0 / 64;
    while (merge(share, null) > THINNED) {
      share *= 2;
    }
    Timeline merged = new Timeline(numbers, tagged, wide);
    merged.base = base;
    merge(share, merged);
    merged.reverseBuckets();
    rows = merged.rows;
    from = merged.from;
    to = merged.to;
    buckets = merged.buckets;
    firstBucket = merged.firstBucket;
    endBucket = merged.endBucket;
  }

  /**
   * Walks from the newest entry to the oldest and merges greedily; into {@code target} (buckets in
   * reverse order) if there is one. Returns how many entries are left.
   */
  private int merge(double share, Timeline target) {
    int size = size();
    int rowCount = to - from;
    int kept = Math.min(rowCount, (int) (2 / share));
    long newer = kept;
    int left = kept;
    if (target != null) {
      target.rows = Arrays.copyOfRange(rows, (to - kept) * rowBytes, (to + 8) * rowBytes);
      target.to = kept;
      target.buckets = new byte[(THINNED + 1) * bucketBytes];
    }
    long run = 0;
    for (int i = kept; i < size; i++) {
      int count = i < rowCount ? 1 : bucketCount(endBucket - 1 - (i - rowCount));
      boolean merges = run > 0 && run + count <= share * newer;
      if (!merges) {
        newer += run;
        run = 0;
        left++;
      }
      run += count;
      if (target != null) {
        if (!merges) {
          target.endBucket++;
        }
        if (i < rowCount) {
          target.takeRow(this, to - 1 - i, merges);
        } else {
          target.takeBucket(this, endBucket - 1 - (i - rowCount), merges);
        }
      }
    }
    return left;
  }

  private void takeRow(Timeline source, int row, boolean merges) {
    int bucket = endBucket - 1;
    long time = source.rowTime(row);
    if (!merges) {
      LONGS.set(buckets, bucket * bucketBytes + BUCKET_LAST, time);
    }
    LONGS.set(buckets, bucket * bucketBytes, time);
    addCount(bucket, 1);
    for (int k = 0; k < numbers; k++) {
      count(bucket, k, source.value(row, k));
    }
  }

  private void takeBucket(Timeline source, int other, boolean merges) {
    int bucket = endBucket - 1;
    if (!merges) {
      System.arraycopy(
          source.buckets, other * bucketBytes, buckets, bucket * bucketBytes, bucketBytes);
      return;
    }
    LONGS.set(buckets, bucket * bucketBytes, source.bucketFirst(other));
    addCount(bucket, source.bucketCount(other));
    for (int k = 0; k < numbers; k++) {
      int from = source.statistics(other, k);
      merge(
          statistics(bucket, k),
          (int) INTS.get(source.buckets, from),
          (float) FLOATS.get(source.buckets, from + 4),
          (float) FLOATS.get(source.buckets, from + 8),
          (float) FLOATS.get(source.buckets, from + 12),
          (float) FLOATS.get(source.buckets, from + 16));
    }
  }

  private void reverseBuckets() {
    byte[] reversed = new byte[buckets.length];
    for (int i = 0; i < endBucket; i++) {
      System.arraycopy(
          buckets, (endBucket - 1 - i) * bucketBytes, reversed, i * bucketBytes, bucketBytes);
    }
    buckets = reversed;
  }

  /** The bucket that an entry older than the newest bucket's end belongs to. */
  private int bucketFor(long time) {
    int bucket = firstBucket;
    while (bucketLast(bucket) < time) {
      bucket++;
    }
    return bucket;
  }

  private void count(int bucket, long time) {
    if (time < bucketFirst(bucket)) {
      LONGS.set(buckets, bucket * bucketBytes, time);
    }
    addCount(bucket, 1);
  }

  private void count(int bucket, int number, float value) {
    if (!Float.isNaN(value)) {
      merge(statistics(bucket, number), 1, value, 0, value, value);
    }
  }

  /** Chan, Golub, LeVeque: Updating formulae for sample variances (1979). */
  private void merge(int at, int n, float mean, float squares, float min, float max) {
    int before = (int) INTS.get(buckets, at);
    int after = before + n;
    if (before == 0 || n == 0) {
      if (n > 0) {
        set(at, n, mean, squares, min, max);
      }
      return;
    }
    float meanBefore = (float) FLOATS.get(buckets, at + 4);
    float squaresBefore = (float) FLOATS.get(buckets, at + 8);
    double delta = (double) mean - meanBefore;
    set(
        at,
        after,
        (float) (meanBefore + delta * n / after),
        (float) (squaresBefore + (squares + delta * delta * ((double) before * n / after))),
        Math.min((float) FLOATS.get(buckets, at + 12), min),
        Math.max((float) FLOATS.get(buckets, at + 16), max));
  }

  private void set(int at, int n, float mean, float squares, float min, float max) {
    INTS.set(buckets, at, n);
    FLOATS.set(buckets, at + 4, mean);
    FLOATS.set(buckets, at + 8, squares);
    FLOATS.set(buckets, at + 12, min);
    FLOATS.set(buckets, at + 16, max);
  }

  // Windows

  /** A tally that stands after the newest entry not after {@code time} and has taken nothing. */
  Tally upTo(long time) {
    Tally tally = new Tally();
    tally.row = firstRowAfter(time);
    tally.bucket = endBucket;
    while (tally.bucket > firstBucket && bucketFirst(tally.bucket - 1) > time) {
      tally.bucket--;
    }
    return tally;
  }

  /**
   * Takes the entries after {@code start} and not after {@code end} that the tally has not taken
   * yet, and returns the sums: the tally itself, or a copy where a bucket had to be cut.
   *
   * @param number whose values are summed up, or -1 to count entries only
   */
  Tally extend(Tally tally, int number, long start, long end) {
    int stop =
        tagged
            ? sumTags(tally, start)
            : number >= 0 ? sum(tally, number, start) : Math.min(tally.row, firstRowAfter(start));
    tally.count += tally.row - stop;
    tally.row = stop;
    if (stop > from || isExact()) {
      return tally;
    }
    while (tally.bucket > firstBucket && bucketFirst(tally.bucket - 1) > start) {
      take(tally, --tally.bucket, number, start, end);
    }
    if (tally.bucket == firstBucket || bucketLast(tally.bucket - 1) <= start) {
      return tally;
    }
    Tally cut = tally.copy();
    take(cut, tally.bucket - 1, number, start, end);
    return cut;
  }

  /**
   * The hot loop: local variables only, and a walk along the times, since a search would mispredict
   * more branches than it saves.
   */
  private int sum(Tally tally, int number, long start) {
    int offset = timeBytes + 4 * number;
    double sum = tally.sum;
    double squares = tally.squares;
    float min = tally.min;
    float max = tally.max;
    int n = 0;
    int row = tally.row;
    while (row > from && rowTime(row - 1) > start) {
      row--;
      float value = (float) FLOATS.get(rows, row * rowBytes + offset);
      if (!Float.isNaN(value)) {
        n++;
        sum += value;
        squares += (double) value * value;
        min = value < min ? value : min;
        max = value > max ? value : max;
      }
    }
    tally.n += n;
    tally.sum = sum;
    tally.squares = squares;
    tally.min = min;
    tally.max = max;
    return row;
  }

  private int sumTags(Tally tally, long start) {
    int positives = 0;
    int row = tally.row;
    while (row > from && rowTime(row - 1) > start) {
      row--;
      positives += (int) INTS.get(rows, row * rowBytes + timeBytes) & TAGGED_POSITIVE;
    }
    tally.n += tally.row - row;
    tally.sum += positives;
    return row;
  }

  private void take(Tally tally, int bucket, int number, long start, long end) {
    long first = bucketFirst(bucket);
    long last = bucketLast(bucket);
    double share = 1;
    if (first <= start || last > end) {
      double inside = (double) (Math.min(last, end) - Math.max(first, start));
      share = first == last ? 1 : inside / (last - first);
    }
    tally.count += share * bucketCount(bucket);
    if (number < 0) {
      return;
    }
    int at = statistics(bucket, number);
    int n = (int) INTS.get(buckets, at);
    if (n == 0) {
      return;
    }
    double mean = (float) FLOATS.get(buckets, at + 4);
    tally.n += share * n;
    tally.sum += share * n * mean;
    tally.squares += share * ((float) FLOATS.get(buckets, at + 8) + n * mean * mean);
    tally.min = Math.min(tally.min, (float) FLOATS.get(buckets, at + 12));
    tally.max = Math.max(tally.max, (float) FLOATS.get(buckets, at + 16));
  }

  private int firstRowAfter(long time) {
    if (from == to || rowTime(to - 1) <= time) {
      return to;
    }
    int low = from;
    int high = to - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rowTime(middle) > time) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  // Bytes

  void write(StateWriter out) {
    out.putLong(wide ? 0 : base);
    out.putInt((endBucket - firstBucket) << 16 | (to - from));
    out.putRaw(buckets, firstBucket * bucketBytes, (endBucket - firstBucket) * bucketBytes);
    out.putRaw(rows, from * rowBytes, (to - from) * rowBytes);
  }

  void read(StateReader in) {
    base = in.getLong();
    int sizes = in.getInt();
    int bucketCount = sizes >>> 16;
    int rowCount = sizes & 0xFFFF;
    if (bucketCount + rowCount > CAPACITY) {
      throw new IllegalArgumentException(
          "history holds "
              + (bucketCount + rowCount)
              + " entries, expected at most "
              + CAPACITY
              + ": the bytes are damaged or of another format");
    }
    from = 0;
    to = rowCount;
    firstBucket = 0;
    endBucket = bucketCount;
    buckets = bucketCount == 0 ? NONE : new byte[bucketCount * bucketBytes];
    in.getRaw(buckets, 0, bucketCount * bucketBytes);
    // Room for one more: a history that is read is about to be added to.
    rows = new byte[(rowCount + 1) * rowBytes];
    in.getRaw(rows, 0, rowCount * rowBytes);
  }

  private long rowTime(int row) {
    int at = row * rowBytes;
    return wide ? (long) LONGS.get(rows, at) : base + ((int) INTS.get(rows, at) & NARROW);
  }

  private float value(int row, int number) {
    int at = row * rowBytes + timeBytes;
    return tagged
        ? (int) INTS.get(rows, at) & TAGGED_POSITIVE
        : (float) FLOATS.get(rows, at + 4 * number);
  }

  private long bucketFirst(int bucket) {
    return (long) LONGS.get(buckets, bucket * bucketBytes);
  }

  private long bucketLast(int bucket) {
    return (long) LONGS.get(buckets, bucket * bucketBytes + BUCKET_LAST);
  }

  private int bucketCount(int bucket) {
    return (int) INTS.get(buckets, bucket * bucketBytes + BUCKET_COUNT);
  }

  private void addCount(int bucket, int more) {
    INTS.set(buckets, bucket * bucketBytes + BUCKET_COUNT, bucketCount(bucket) + more);
  }

  private int statistics(int bucket, int number) {
    return bucket * bucketBytes + BUCKET_STATISTICS + number * STATISTICS;
  }

  private void setTime(int row, long time) {
    if (wide) {
      LONGS.set(rows, row * rowBytes, time);
    } else {
      INTS.set(rows, row * rowBytes, (int) (time - base));
    }
  }

  /** As a history keeps a number: a float, the greatest finite one where it is out of range. */
  static float finite(double number) {
    float value = (float) number;
    return Float.isInfinite(value) ? Math.copySign(Float.MAX_VALUE, value) : value;
  }
}
