package io.millrace.model.feature;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * Events of an entity that were set apart, in the order of their time, each with two numbers and
 * what its label said. At most {@value #CAPACITY}: then the oldest gives way, and what it was is
 * forgotten. An id is known by its 64-bit hash.
 *
 * <p>O(held) to add or find one. A mark is a row of five longs in one array: those that are asked
 * for together share cache lines.
 */
final class Marks {
  static final int CAPACITY = 64;

  /** What a label has said. */
  static final byte UNKNOWN = 0;

  static final byte NEGATIVE = 1;
  static final byte POSITIVE = 2;

  private static final int ID = 1;

  /** The bits of both numbers, the first one's high. */
  private static final int NUMBERS = 2;

  private static final int LABEL = 3;
  private static final int KNOWN_AT = 4;
  private static final int ROW = 5;

  private long[] rows = {};
  private int size;

  /** Reads the newest mark's id: its memory is at hand then. */
  long touch() {
    return size == 0 ? 0 : rows[(size - 1) * ROW + ID];
  }

  int size() {
    return size;
  }

  long time(int mark) {
    return rows[mark * ROW];
  }

  float first(int mark) {
    return Float.intBitsToFloat((int) (rows[mark * ROW + NUMBERS] >>> 32));
  }

  float second(int mark) {
    return Float.intBitsToFloat((int) rows[mark * ROW + NUMBERS]);
  }

  byte label(int mark) {
    return (byte) rows[mark * ROW + LABEL];
  }

  /** When its label was known; meaningless while it is unknown. */
  long knownAt(int mark) {
    return rows[mark * ROW + KNOWN_AT];
  }

  /** Whether one of that time would make the oldest give way. */
  boolean isFullFor(long time) {
    return size == CAPACITY && time >= time(0);
  }

  void add(long time, long id, float first, float second) {
    if (size == CAPACITY) {
      if (time < time(0)) {
        return;
      }
      drop(0);
    }
    if (size * ROW == rows.length) {
      rows = Arrays.copyOf(rows, Math.min(CAPACITY, Math.max(2, size * 2)) * ROW);
    }
    int at = size;
    while (at > 0 && time(at - 1) > time) {
      at--;
    }
    move(at, at + 1, size - at);
    set(at, time, id, first, second, UNKNOWN, 0);
    size++;
  }

  private void set(
      int mark, long time, long id, float first, float second, byte label, long known) {
    int at = mark * ROW;
    rows[at] = time;
    rows[at + ID] = id;
    rows[at + NUMBERS] =
        (long) Float.floatToRawIntBits(first) << 32
            | Float.floatToRawIntBits(second) & 0xFFFF_FFFFL;
    rows[at + LABEL] = label;
    rows[at + KNOWN_AT] = known;
  }

  /** The place of an event, -1 if it is not marked. */
  int find(long id) {
    for (int i = size - 1; i >= 0; i--) {
      if (rows[i * ROW + ID] == id) {
        return i;
      }
    }
    return -1;
  }

  void label(int mark, boolean positive, long known) {
    rows[mark * ROW + LABEL] = positive ? POSITIVE : NEGATIVE;
    rows[mark * ROW + KNOWN_AT] = known;
  }

  void drop(int mark) {
    move(mark + 1, mark, size - mark - 1);
    size--;
  }

  private void move(int from, int to, int count) {
    System.arraycopy(rows, from * ROW, rows, to * ROW, count * ROW);
  }

  void write(StateWriter out) {
    out.putByte(size);
    for (int i = 0; i < size; i++) {
      out.putLong(time(i)).putLong(rows[i * ROW + ID]).putFloat(first(i)).putFloat(second(i));
      out.putByte(label(i));
      out.putLong(knownAt(i));
    }
  }

  void read(StateReader in) {
    int count = in.getByte();
    if (count < 0 || count > CAPACITY) {
      throw new IllegalArgumentException(
          "history holds "
              + count
              + " marked events, expected 0 to "
              + CAPACITY
              + ": the bytes are damaged or of another format");
    }
    size = count;
    rows = new long[count * ROW];
    for (int i = 0; i < count; i++) {
      set(
          i,
          in.getLong(),
          in.getLong(),
          in.getFloat(),
          in.getFloat(),
          (byte) in.getByte(),
          in.getLong());
    }
  }
}
