package io.millrace.model.feature;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * The newest numbers that entered what is usual, in the order they came, each of an event that a
 * label may still speak of. One whose label is positive is retracted: it stays, as one that does
 * not count, in case a correction brings it back. An id is known by its 64-bit hash.
 *
 * <p>At most so many as the capacity says, 24 bytes each, 21 as state; O(1) to add, O(held) to find
 * one.
 */
final class Retractable {
  private static final int ID = 1;

  /** The number's bits, high, and whether it is retracted. */
  private static final int NUMBER = 2;

  private static final int ROW = 3;

  private final int capacity;
  private long[] rows = {};
  private int size;

  /** Where the oldest one stands once there are as many as the capacity. */
  private int oldest;

  Retractable(int capacity) {
    this.capacity = capacity;
  }

  /** Reads where the next one goes: its memory is at hand then. */
  long touch() {
    return size == 0 ? 0 : rows[(size < capacity ? size - 1 : oldest) * ROW];
  }

  int size() {
    return size;
  }

  /** Whether the next one takes the place of the oldest, at 0. */
  boolean isFull() {
    return size == capacity;
  }

  /** By age: 0 is the oldest. */
  long time(int place) {
    return rows[row(place)];
  }

  float number(int place) {
    return Float.intBitsToFloat((int) (rows[row(place) + NUMBER] >>> 32));
  }

  boolean isRetracted(int place) {
    return (int) rows[row(place) + NUMBER] != 0;
  }

  private int row(int place) {
    return (oldest + place) % capacity * ROW;
  }

  void add(long time, long id, float number) {
    if (size == capacity) {
      set(oldest * ROW, time, id, number, false);
      oldest = (oldest + 1) % capacity;
      return;
    }
    if (size * ROW == rows.length) {
      rows = Arrays.copyOf(rows, Math.min(capacity, Math.max(4, size * 2)) * ROW);
    }
    set(size++ * ROW, time, id, number, false);
  }

  /**
   * An event's number counts no longer, or counts again.
   *
   * @return whether that changed anything
   */
  boolean retract(long id, boolean retracted) {
    for (int place = size - 1; place >= 0; place--) {
      if (rows[row(place) + ID] == id) {
        boolean changes = isRetracted(place) != retracted;
        set(row(place), time(place), id, number(place), retracted);
        return changes;
      }
    }
    return false;
  }

  /** Whether an event's number is held, retracted or not. */
  boolean holds(long id) {
    for (int place = size - 1; place >= 0; place--) {
      if (rows[row(place) + ID] == id) {
        return true;
      }
    }
    return false;
  }

  private void set(int at, long time, long id, float number, boolean retracted) {
    rows[at] = time;
    rows[at + ID] = id;
    rows[at + NUMBER] = (long) Float.floatToRawIntBits(number) << 32 | (retracted ? 1 : 0);
  }

  void write(StateWriter out) {
    out.putInt(size);
    for (int place = 0; place < size; place++) {
      out.putLong(time(place)).putLong(rows[row(place) + ID]).putFloat(number(place));
      out.putBoolean(isRetracted(place));
    }
  }

  void read(StateReader in) {
    int count = in.getInt();
    if (count < 0 || count > capacity) {
      throw new IllegalArgumentException(
          "history holds "
              + count
              + " numbers that may be retracted, expected 0 to "
              + capacity
              + ": the bytes are damaged or of another format");
    }
    size = count;
    oldest = 0;
    rows = new long[count * ROW];
    for (int i = 0; i < count; i++) {
      set(i * ROW, in.getLong(), in.getLong(), in.getFloat(), in.getBoolean());
    }
  }
}
