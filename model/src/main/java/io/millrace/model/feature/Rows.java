package io.millrace.model.feature;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Timed entries, each held as itself, in the order of their time (equal times: of their arrival).
 *
 * <p>A row is the time, then either the entry's numbers (floats, NaN = missing) or its tag, all
 * little-endian. The time is 4 bytes, milliseconds after {@code base}, or in wide rows 8 bytes. A
 * row's place lies between {@code from} and {@code to}; places change with every change.
 */
class Rows {
  /** The most milliseconds that a time of 4 bytes can lie after the base. */
  static final long NARROW = 0xFFFF_FFFFL;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] NONE = {};

  final int numbers;
  final boolean tagged;
  final boolean graded;
  private final boolean wide;
  private final int timeBytes;
  private final int rowBytes;

  private long base;
  private byte[] bytes = NONE;
  private int from;
  private int to;

  /**
   * @param numbers numbers an entry; a tagged entry has the one that its tag's lowest bit is
   * @param graded whether the tags are of labels that may count in part
   * @param wide whether entries may lie more than {@link #NARROW} apart
   */
  Rows(int numbers, boolean tagged, boolean graded, boolean wide) {
    this.numbers = tagged ? 1 : numbers;
    this.tagged = tagged;
    this.graded = graded;
    this.wide = wide;
    timeBytes = wide ? Long.BYTES : Integer.BYTES;
    rowBytes = timeBytes + (tagged ? 1 : numbers) * 4;
  }

  /** Reads where the newest row stands, and nothing of it: its memory is at hand then. */
  final int touch() {
    return to == from ? 0 : bytes[to * rowBytes - 1];
  }

  final int rows() {
    return to - from;
  }

  /** Place of the oldest row. */
  final int oldest() {
    return from;
  }

  /** Place after the newest row. */
  final int end() {
    return to;
  }

  final long time(int row) {
    int at = row * rowBytes;
    return wide ? (long) LONGS.get(bytes, at) : base + ((int) INTS.get(bytes, at) & NARROW);
  }

  final float value(int row, int number) {
    int at = row * rowBytes + timeBytes;
    return tagged
        ? LabelTag.positive((int) INTS.get(bytes, at))
        : (float) FLOATS.get(bytes, at + 4 * number);
  }

  final void setNumbers(int row, double[] source, int[] slots) {
    int at = row * rowBytes + timeBytes;
    for (int k = 0; k < numbers; k++) {
      FLOATS.set(bytes, at + 4 * k, finite(source[slots[k]]));
    }
  }

  final void setTag(int row, int tag) {
    INTS.set(bytes, row * rowBytes + timeBytes, tag);
  }

  final int tag(int row) {
    return (int) INTS.get(bytes, row * rowBytes + timeBytes);
  }

  /** As a row keeps a number: a float, the greatest finite one where it is out of range. */
  static float finite(double number) {
    float value = (float) number;
    return Float.isInfinite(value) ? Math.copySign(Float.MAX_VALUE, value) : value;
  }

  // Searching

  /** The first row later than {@code time}, or the end. */
  final int firstAfter(long time) {
    if (from == to || time(to - 1) <= time) {
      return to;
    }
    int low = from;
    int high = to - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (time(middle) > time) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The newest row whose tag has those of the masked bits, -1 if there is none. */
  final int withTag(int tag, int mask) {
    for (int row = to - 1; row >= from; row--) {
      if ((tag(row) & mask) == tag) {
        return row;
      }
    }
    return -1;
  }

  /** The newest row of that time and those numbers, -1 if there is none. */
  final int withNumbers(long time, double[] source, int[] slots) {
    for (int row = firstAfter(time) - 1; row >= from && time(row) == time; row--) {
      if (holds(row, source, slots)) {
        return row;
      }
    }
    return -1;
  }

  private boolean holds(int row, double[] source, int[] slots) {
    for (int k = 0; k < numbers; k++) {
      if (Float.compare(value(row, k), finite(source[slots[k]])) != 0) {
        return false;
      }
    }
    return true;
  }

  // Summing

  /** Takes the rows before the tally's place and after {@code start} into it. */
  final void sum(Tally tally, int number, long start) {
    int stop;
    if (number < 0) {
      stop = Math.min(tally.row, firstAfter(start));
    } else if (tagged) {
      stop = graded ? sumGraded(tally, start) : sumTags(tally, start);
    } else {
      stop = sumNumbers(tally, number, start);
    }
    tally.count += tally.row - stop;
    tally.row = stop;
  }

  /**
   * The hot loop: local variables only, and a walk along the times, since a search would mispredict
   * more branches than it saves.
   */
  private int sumNumbers(Tally tally, int number, long start) {
    byte[] bytes = this.bytes;
    int offset = timeBytes + 4 * number;
    double sum = tally.sum;
    double squares = tally.squares;
    float min = tally.min;
    float max = tally.max;
    int n = 0;
    int row = tally.row;
    while (row > from && time(row - 1) > start) {
      row--;
      float value = (float) FLOATS.get(bytes, row * rowBytes + offset);
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
    while (row > from && time(row - 1) > start) {
      row--;
      positives += LabelTag.positive(tag(row));
    }
    tally.n += tally.row - row;
    tally.sum += positives;
    return row;
  }

  /** What else explains of a label is no label, and not positive. */
  private int sumGraded(Tally tally, long start) {
    int positives = 0;
    int sixteenths = 0;
    int row = tally.row;
    while (row > from && time(row - 1) > start) {
      row--;
      positives += LabelTag.positive(tag(row));
      sixteenths += LabelTag.explained(tag(row));
    }
    double explained = (double) sixteenths / LabelTag.WHOLE;
    tally.count -= explained;
    tally.sum += positives - explained;
    return row;
  }

  // Changing

  /** Opens a row at the place of its time; what it holds is for the caller to set. */
  final int open(long time, int capacity) {
    fitBase(time);
    makeRoom(capacity);
    int row = to;
    while (row > from && time(row - 1) > time) {
      row--;
    }
    System.arraycopy(bytes, row * rowBytes, bytes, (row + 1) * rowBytes, (to - row) * rowBytes);
    to++;
    if (wide) {
      LONGS.set(bytes, row * rowBytes, time);
    } else {
      INTS.set(bytes, row * rowBytes, (int) (time - base));
    }
    return row;
  }

  /** Takes a row out; false for -1. */
  final boolean removeRow(int row) {
    if (row < 0) {
      return false;
    }
    System.arraycopy(bytes, (row + 1) * rowBytes, bytes, row * rowBytes, (to - row - 1) * rowBytes);
    to--;
    return true;
  }

  /** Drops rows not after {@code time}; returns the time of the newest one dropped, or less. */
  final long dropRowsUpTo(long time, long dropped) {
    long newest = dropped;
    while (from < to && time(from) <= time) {
      newest = Math.max(newest, time(from++));
    }
    return newest;
  }

  /** Drops all but the newest rows, and leaves room for a few more. */
  final void keepNewest(int kept) {
    bytes = Arrays.copyOfRange(bytes, (to - kept) * rowBytes, (to + 8) * rowBytes);
    from = 0;
    to = kept;
  }

  private void fitBase(long time) {
    if (wide) {
      return;
    }
    if (from == to) {
      base = time;
    } else if (time < base || time - base > NARROW) {
      rebase(Math.min(time, time(from)));
    }
  }

  private void rebase(long newBase) {
    int shift = (int) (base - newBase);
    for (int row = from; row < to; row++) {
      int at = row * rowBytes;
      INTS.set(bytes, at, (int) INTS.get(bytes, at) + shift);
    }
    base = newBase;
  }

  private void makeRoom(int capacity) {
    if ((to + 1) * rowBytes <= bytes.length) {
      return;
    }
    int size = to - from;
    byte[] target = bytes;
    if (from == 0 || from < size / 4) {
      target = new byte[Math.min(size + Math.max(4, size), capacity + 8) * rowBytes];
    }
    System.arraycopy(bytes, from * rowBytes, target, 0, size * rowBytes);
    bytes = target;
    from = 0;
    to = size;
  }

  // Bytes

  final long writtenBase() {
    return wide ? 0 : base;
  }

  final void writeRows(StateWriter out) {
    out.putRaw(bytes, from * rowBytes, (to - from) * rowBytes);
  }

  final void readRows(StateReader in, long writtenBase, int count) {
    base = writtenBase;
    from = 0;
    to = count;
    // Room for one more: a history that is read is about to be added to.
    bytes = new byte[(count + 1) * rowBytes];
    in.getRaw(bytes, 0, count * rowBytes);
  }
}
