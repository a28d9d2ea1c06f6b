package io.millrace.model.feature;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Runs of graded labels: beside the times and the count of a bucket two sums of 8 bytes, in
 * sixteenths of a label, how many are positive less what else explains of them, and what that is.
 * Whole numbers: a sum is the same whatever was merged first.
 */
final class GradedBuckets extends Buckets {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int EXPLAINED = 8;
  private static final int STATISTICS = 16;

  GradedBuckets(int capacity) {
    super(1, STATISTICS, capacity);
  }

  private long positives(int bucket) {
    return (long) LONGS.get(bytes, statistics(bucket, 0));
  }

  private long explained(int bucket) {
    return (long) LONGS.get(bytes, statistics(bucket, 0) + EXPLAINED);
  }

  @Override
  void sumNumber(Tally tally, int bucket, int number, double share) {
    tally.count -= share * explained(bucket) / LabelTag.WHOLE;
    tally.sum += share * positives(bucket) / LabelTag.WHOLE;
  }

  @Override
  void addTag(int bucket, int tag) {
    int explained = LabelTag.explained(tag);
    add(bucket, (long) LabelTag.positive(tag) * LabelTag.WHOLE - explained, explained);
  }

  @Override
  void takeNumbers(int bucket, Rows source, int row) {
    addTag(bucket, source.tag(row));
  }

  @Override
  void takeNumbers(int bucket, Buckets source, int other) {
    GradedBuckets graded = (GradedBuckets) source;
    add(bucket, graded.positives(other), graded.explained(other));
  }

  private void add(int bucket, long positives, long explained) {
    int at = statistics(bucket, 0);
    LONGS.set(bytes, at, (long) LONGS.get(bytes, at) + positives);
    LONGS.set(bytes, at + EXPLAINED, (long) LONGS.get(bytes, at + EXPLAINED) + explained);
  }
}
