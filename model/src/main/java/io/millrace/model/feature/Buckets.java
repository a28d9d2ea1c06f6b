package io.millrace.model.feature;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Runs of entries of which only statistics are left, oldest first; of {@linkplain GradedBuckets
 * graded labels} other ones.
 *
 * <p>A bucket is the time of its first entry, the time of its last, how many there are, and for
 * each number: how many entries have it, mean, sum of squared differences from the mean, least,
 * greatest; times of 8 bytes, all else of 4, little-endian.
 */
class Buckets {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int LAST = 8;
  private static final int COUNT = 16;
  private static final int HEADER = 20;
  private static final int STATISTICS = 5 * 4;

  private final int numbers;
  private final int bucketBytes;
  private final int statisticsBytes;
  final byte[] bytes;
  private int from;
  private int to;

  /** No bucket yet, and room for so many. */
  Buckets(int numbers, int capacity) {
    this(numbers, STATISTICS, capacity);
  }

  /**
   * @param statisticsBytes what is held of a number
   */
  Buckets(int numbers, int statisticsBytes, int capacity) {
    this.numbers = numbers;
    this.statisticsBytes = statisticsBytes;
    bucketBytes = HEADER + numbers * statisticsBytes;
    bytes = new byte[capacity * bucketBytes];
  }

  final int size() {
    return to - from;
  }

  /** Place of the oldest bucket. */
  final int oldest() {
    return from;
  }

  /** Place after the newest bucket. */
  final int end() {
    return to;
  }

  final long first(int bucket) {
    return (long) LONGS.get(bytes, bucket * bucketBytes);
  }

  final long last(int bucket) {
    return (long) LONGS.get(bytes, bucket * bucketBytes + LAST);
  }

  final int count(int bucket) {
    return (int) INTS.get(bytes, bucket * bucketBytes + COUNT);
  }

  /** Time of the newest entry not after {@code time}; {@code otherwise} if there is none. */
  final long newestUpTo(long time, long otherwise) {
    for (int bucket = to - 1; bucket >= from; bucket--) {
      if (first(bucket) <= time) {
        return Math.min(time, last(bucket));
      }
    }
    return otherwise;
  }

  /** Takes a bucket into a tally: all of it, or the part within a window that cuts it. */
  final void sum(Tally tally, int bucket, int number, long start, long end) {
    long first = first(bucket);
    long last = last(bucket);
    double share = 1;
    if (first <= start || last > end) {
      double inside = (double) (Math.min(last, end) - Math.max(first, start));
      share = first == last ? 1 : inside / (last - first);
    }
    tally.count += share * count(bucket);
    if (number >= 0) {
      sumNumber(tally, bucket, number, share);
    }
  }

  /** The count is in the tally already. */
  void sumNumber(Tally tally, int bucket, int number, double share) {
    int at = statistics(bucket, number);
    int n = (int) INTS.get(bytes, at);
    if (n == 0) {
      return;
    }
    double mean = (float) FLOATS.get(bytes, at + 4);
    tally.n += share * n;
    tally.sum += share * n * mean;
    tally.squares += share * ((float) FLOATS.get(bytes, at + 8) + n * mean * mean);
    tally.min = Math.min(tally.min, (float) FLOATS.get(bytes, at + 12));
    tally.max = Math.max(tally.max, (float) FLOATS.get(bytes, at + 16));
  }

  /** Drops buckets not after {@code time}; returns the newest time dropped, or less. */
  final long dropUpTo(long time, long dropped) {
    long newest = dropped;
    while (from < to && last(from) <= time) {
      newest = Math.max(newest, last(from++));
    }
    return newest;
  }

  // Late entries

  /** The bucket that an entry older than the newest bucket's end belongs to, which counts it. */
  final int countAt(long time) {
    int bucket = from;
    while (last(bucket) < time) {
      bucket++;
    }
    if (time < first(bucket)) {
      LONGS.set(bytes, bucket * bucketBytes, time);
    }
    addCount(bucket, 1);
    return bucket;
  }

  final void add(int bucket, int number, float value) {
    if (!Float.isNaN(value)) {
      merge(statistics(bucket, number), 1, value, 0, value, value);
    }
  }

  /** Adds what a tag says. */
  void addTag(int bucket, int tag) {
    add(bucket, 0, LabelTag.positive(tag));
  }

  // Merging, from the newest to the oldest; then the buckets are reversed.

  /** Takes a row into the bucket taken last, or begins one with it. */
  final void take(Rows source, int row, boolean merges) {
    if (!merges) {
      LONGS.set(bytes, to++ * bucketBytes + LAST, source.time(row));
    }
    LONGS.set(bytes, (to - 1) * bucketBytes, source.time(row));
    addCount(to - 1, 1);
    takeNumbers(to - 1, source, row);
  }

  void takeNumbers(int bucket, Rows source, int row) {
    for (int k = 0; k < numbers; k++) {
      add(bucket, k, source.value(row, k));
    }
  }

  /** Takes a bucket into the bucket taken last, or begins one with it. */
  final void take(Buckets source, int other, boolean merges) {
    if (!merges) {
      copy(source, other, to++);
      return;
    }
    int bucket = to - 1;
    LONGS.set(bytes, bucket * bucketBytes, source.first(other));
    addCount(bucket, source.count(other));
    takeNumbers(bucket, source, other);
  }

  void takeNumbers(int bucket, Buckets source, int other) {
    for (int k = 0; k < numbers; k++) {
      int at = source.statistics(other, k);
      merge(
          statistics(bucket, k),
          (int) INTS.get(source.bytes, at),
          (float) FLOATS.get(source.bytes, at + 4),
          (float) FLOATS.get(source.bytes, at + 8),
          (float) FLOATS.get(source.bytes, at + 12),
          (float) FLOATS.get(source.bytes, at + 16));
    }
  }

  /** Turns the order of the buckets round. */
  final void reverse() {
    for (int low = from, high = to - 1; low < high; low++, high--) {
      for (int at = 0; at < bucketBytes; at += Integer.BYTES) {
        int lower = (int) INTS.get(bytes, low * bucketBytes + at);
        INTS.set(bytes, low * bucketBytes + at, (int) INTS.get(bytes, high * bucketBytes + at));
        INTS.set(bytes, high * bucketBytes + at, lower);
      }
    }
  }

  private void copy(Buckets source, int other, int bucket) {
    System.arraycopy(source.bytes, other * bucketBytes, bytes, bucket * bucketBytes, bucketBytes);
  }

  /** Chan, Golub, LeVeque: Updating formulae for sample variances (1979). */
  private void merge(int at, int n, float mean, float squares, float min, float max) {
    int before = (int) INTS.get(bytes, at);
    int after = before + n;
    if (before == 0 || n == 0) {
      if (n > 0) {
        set(at, n, mean, squares, min, max);
      }
      return;
    }
    float meanBefore = (float) FLOATS.get(bytes, at + 4);
    float squaresBefore = (float) FLOATS.get(bytes, at + 8);
    double delta = (double) mean - meanBefore;
    set(
        at,
        after,
        (float) (meanBefore + delta * n / after),
        (float) (squaresBefore + (squares + delta * delta * ((double) before * n / after))),
        Math.min((float) FLOATS.get(bytes, at + 12), min),
        Math.max((float) FLOATS.get(bytes, at + 16), max));
  }

  private void set(int at, int n, float mean, float squares, float min, float max) {
    INTS.set(bytes, at, n);
    FLOATS.set(bytes, at + 4, mean);
    FLOATS.set(bytes, at + 8, squares);
    FLOATS.set(bytes, at + 12, min);
    FLOATS.set(bytes, at + 16, max);
  }

  private void addCount(int bucket, int more) {
    INTS.set(bytes, bucket * bucketBytes + COUNT, count(bucket) + more);
  }

  final int statistics(int bucket, int number) {
    return bucket * bucketBytes + HEADER + number * statisticsBytes;
  }

  // Bytes

  final void write(StateWriter out) {
    out.putRaw(bytes, from * bucketBytes, size() * bucketBytes);
  }

  /** Takes over as many buckets as there is room for. */
  final Buckets read(StateReader in) {
    in.getRaw(bytes, 0, bytes.length);
    to = bytes.length / bucketBytes;
    return this;
  }
}
