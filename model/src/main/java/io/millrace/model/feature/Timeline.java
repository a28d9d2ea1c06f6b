package io.millrace.model.feature;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * Timed entries in the order of their time, held as the bytes they are stored as, so that reading
 * and writing a history is a bulk copy: the newest as {@link Rows}, what is older than all rows, if
 * there is much of it, as {@link Buckets}.
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
class Timeline extends Rows {
  static final int CAPACITY = 256;
  static final int THINNED = 192;

  /** Null while there are none, which spares most timelines a look at them. */
  private Buckets buckets;

  /**
   * @param numbers numbers an entry; a tagged timeline has the one that its tag's lowest bit is
   * @param graded whether the tags are of labels that may count in part
   * @param wide whether entries may lie more than {@link #NARROW} apart
   */
  Timeline(int numbers, boolean tagged, boolean graded, boolean wide) {
    super(numbers, tagged, graded, wide);
  }

  /** Of entries that count wholly. */
  Timeline(int numbers, boolean tagged, boolean wide) {
    this(numbers, tagged, false, wide);
  }

  final int size() {
    return rows() + (buckets == null ? 0 : buckets.size());
  }

  final boolean isEmpty() {
    return size() == 0;
  }

  /** Whether every entry is held as itself. */
  final boolean isExact() {
    return buckets == null;
  }

  /** Time of the newest entry not after {@code time}; {@code otherwise} if there is none. */
  final long newestUpTo(long time, long otherwise) {
    int row = firstAfter(time);
    if (row > oldest()) {
      return time(row - 1);
    }
    return isExact() ? otherwise : buckets.newestUpTo(time, otherwise);
  }

  /** Adds an entry of numbers. All entries must lie within {@link #NARROW} unless wide. */
  final void add(long time, double[] source, int[] slots) {
    if (belongsToBucket(time)) {
      int bucket = buckets.countAt(time);
      for (int k = 0; k < numbers; k++) {
        buckets.add(bucket, k, finite(source[slots[k]]));
      }
      return;
    }
    setNumbers(open(time, CAPACITY), source, slots);
    thin();
  }

  /** Adds a tagged entry; its number is the tag's lowest bit. */
  final void add(long time, int tag) {
    if (belongsToBucket(time)) {
      buckets.addTag(buckets.countAt(time), tag);
      return;
    }
    setTag(open(time, CAPACITY), tag);
    thin();
  }

  private boolean belongsToBucket(long time) {
    return buckets != null && time < buckets.last(buckets.end() - 1);
  }

  /** Takes the newest entry whose tag has those of the masked bits out, if it is held as a row. */
  final boolean remove(int tag, int mask) {
    return removeRow(withTag(tag, mask));
  }

  /** Takes the newest entry of that time and those numbers out, if it is held as a row. */
  final boolean remove(long time, double[] source, int[] slots) {
    return removeRow(withNumbers(time, source, slots));
  }

  /** Drops entries not after {@code time}; returns the time of the newest one dropped, or less. */
  final long dropUpTo(long time, long dropped) {
    if (buckets == null) {
      return dropRowsUpTo(time, dropped);
    }
    long newest = buckets.dropUpTo(time, dropped);
    if (buckets.size() > 0) {
      return newest;
    }
    buckets = null;
    return dropRowsUpTo(time, newest);
  }

  /** Makes room among the buckets once there are more entries than the capacity. */
  private void thin() {
    if (size() <= CAPACITY) {
      return;
    }
    double share = 1.0 / 64;
    int left = merge(share, null);
    while (left > THINNED) {
      share *= 2;
      left = merge(share, null);
    }
    Buckets merged = newBuckets(left - rowsKept(share));
    merge(share, merged);
    keepNewest(rowsKept(share));
    merged.reverse();
    buckets = merged;
  }

  private Buckets newBuckets(int capacity) {
    return graded ? new GradedBuckets(capacity) : new Buckets(numbers, capacity);
  }

  private int rowsKept(double share) {
    return Math.min(rows(), (int) (2 / share));
  }

  /**
   * Walks from the newest entry to the oldest and merges greedily what does not stay a row; into
   * {@code target} (in reverse order) if there is one. Returns how many entries are left.
   */
  private int merge(double share, Buckets target) {
    int size = size();
    int kept = rowsKept(share);
    long newer = kept;
    int left = kept;
    long run = 0;
    for (int i = kept; i < size; i++) {
      boolean isRow = i < rows();
      int place = isRow ? end() - 1 - i : buckets.end() - 1 - (i - rows());
      int count = isRow ? 1 : buckets.count(place);
      boolean merges = run > 0 && run + count <= share * newer;
      if (!merges) {
        newer += run;
        run = 0;
        left++;
      }
      run += count;
      if (target != null && isRow) {
        target.take(this, place, merges);
      } else if (target != null) {
        target.take(buckets, place, merges);
      }
    }
    return left;
  }

  /** A tally that stands after the newest entry not after {@code time} and has taken nothing. */
  final Tally upTo(long time) {
    Tally tally = new Tally();
    tally.row = firstAfter(time);
    if (buckets != null) {
      tally.bucket = buckets.end();
      while (tally.bucket > buckets.oldest() && buckets.first(tally.bucket - 1) > time) {
        tally.bucket--;
      }
    }
    return tally;
  }

  /**
   * Takes the entries after {@code start} and not after {@code end} that the tally has not taken
   * yet, and returns the sums: the tally itself, or {@code cut} where a bucket had to be cut.
   *
   * @param cut anything, made use of where there are buckets
   * @param number whose values are summed up, or -1 to count entries only
   */
  final Tally extend(Tally tally, Tally cut, int number, long start, long end) {
    sum(tally, number, start);
    if (buckets == null || tally.row > oldest()) {
      return tally;
    }
    while (tally.bucket > buckets.oldest() && buckets.first(tally.bucket - 1) > start) {
      buckets.sum(tally, --tally.bucket, number, start, end);
    }
    if (tally.bucket == buckets.oldest() || buckets.last(tally.bucket - 1) <= start) {
      return tally;
    }
    cut.set(tally);
    buckets.sum(cut, tally.bucket - 1, number, start, end);
    return cut;
  }

  void write(StateWriter out) {
    out.putLong(writtenBase());
    out.putInt((isExact() ? 0 : buckets.size()) << 16 | rows());
    if (!isExact()) {
      buckets.write(out);
    }
    writeRows(out);
  }

  void read(StateReader in) {
    long base = in.getLong();
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
    buckets = bucketCount == 0 ? null : newBuckets(bucketCount).read(in);
    readRows(in, base, rowCount);
  }
}
