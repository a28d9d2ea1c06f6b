package io.millrace.model.feature;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * Events of an entity that were set apart, in the order of their time, each with two numbers and
 * what its label said. At most {@value #CAPACITY}: then the oldest gives way, and what it was is
 * forgotten. An id is known by its 64-bit hash.
 *
 * <p>O(held) to add or find one, 33 bytes each.
 */
final class Marks {
  static final int CAPACITY = 64;

  /** What a label has said. */
  static final byte UNKNOWN = 0;

  static final byte NEGATIVE = 1;
  static final byte POSITIVE = 2;

  private long[] times = {};
  private long[] ids = {};
  private float[] firsts = {};
  private float[] seconds = {};
  private byte[] labels = {};
  private long[] knownAt = {};
  private int size;

  int size() {
    return size;
  }

  long time(int mark) {
    return times[mark];
  }

  float first(int mark) {
    return firsts[mark];
  }

  float second(int mark) {
    return seconds[mark];
  }

  byte label(int mark) {
    return labels[mark];
  }

  /** When its label was known; meaningless while it is unknown. */
  long knownAt(int mark) {
    return knownAt[mark];
  }

  void add(long time, long id, float first, float second) {
    if (size == CAPACITY) {
      if (time < times[0]) {
        return;
      }
      drop(0);
    }
    if (size == times.length) {
      grow(Math.min(CAPACITY, Math.max(4, size * 2)));
    }
    int at = size;
    while (at > 0 && times[at - 1] > time) {
      at--;
    }
    move(at, at + 1, size - at);
    times[at] = time;
    ids[at] = id;
    firsts[at] = first;
    seconds[at] = second;
    labels[at] = UNKNOWN;
    knownAt[at] = 0;
    size++;
  }

  /** The place of an event, -1 if it is not marked. */
  int find(long id) {
    for (int i = size - 1; i >= 0; i--) {
      if (ids[i] == id) {
        return i;
      }
    }
    return -1;
  }

  void label(int mark, boolean positive, long known) {
    labels[mark] = positive ? POSITIVE : NEGATIVE;
    knownAt[mark] = known;
  }

  void drop(int mark) {
    move(mark + 1, mark, size - mark - 1);
    size--;
  }

  private void move(int from, int to, int count) {
    System.arraycopy(times, from, times, to, count);
    System.arraycopy(ids, from, ids, to, count);
    System.arraycopy(firsts, from, firsts, to, count);
    System.arraycopy(seconds, from, seconds, to, count);
    System.arraycopy(labels, from, labels, to, count);
    System.arraycopy(knownAt, from, knownAt, to, count);
  }

  private void grow(int capacity) {
    times = Arrays.copyOf(times, capacity);
    ids = Arrays.copyOf(ids, capacity);
    firsts = Arrays.copyOf(firsts, capacity);
    seconds = Arrays.copyOf(seconds, capacity);
    labels = Arrays.copyOf(labels, capacity);
    knownAt = Arrays.copyOf(knownAt, capacity);
  }

  void write(StateWriter out) {
    out.putByte(size);
    for (int i = 0; i < size; i++) {
      out.putLong(times[i]).putLong(ids[i]).putFloat(firsts[i]).putFloat(seconds[i]);
      out.putByte(labels[i]);
      out.putLong(knownAt[i]);
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
    grow(count);
    for (int i = 0; i < count; i++) {
      times[i] = in.getLong();
      ids[i] = in.getLong();
      firsts[i] = in.getFloat();
      seconds[i] = in.getFloat();
      labels[i] = (byte) in.getByte();
      knownAt[i] = in.getLong();
    }
  }
}
