package io.millrace.model.feature;

import io.millrace.model.event.Event;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * The texts that an entity's events had in one field, and when: the newest {@value #CAPACITY}, each
 * known by its 64-bit hash, with the times of its newest event and of the one before. An event
 * without a text changes nothing.
 *
 * <p>Exact while no more than that many texts lie in the longest window; beyond, the one met
 * longest ago is forgotten, so that counts stay at {@value #CAPACITY} and a text forgotten is met
 * for the first time again. An event that comes late is told of texts met later more than once as
 * though they had not been met before. Bounded: 24 bytes a text. O(texts) to add or ask.
 */
final class MetTexts {
  static final int CAPACITY = 128;

  private static final MetTexts[] NONE = {};
  private static final int LAST = 1;
  private static final int BEFORE = 2;
  private static final int ROW = 3;

  private final int slot;
  private long[] rows = {};
  private int size;

  MetTexts(int slot) {
    this.slot = slot;
  }

  /** One for each field that is remembered. */
  static MetTexts[] of(HistoryLayout layout) {
    int[] slots = layout.texts();
    if (slots.length == 0) {
      return NONE;
    }
    MetTexts[] all = new MetTexts[slots.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = new MetTexts(slots[i]);
    }
    return all;
  }

  void add(Event event) {
    String text = event.texts()[slot];
    if (text != null) {
      add(event.time(), TextHash.of(text));
    }
  }

  private void add(long time, long hash) {
    int at = find(hash);
    if (at < 0) {
      append(time, hash);
    } else if (time >= rows[at + LAST]) {
      rows[at + BEFORE] = rows[at + LAST];
      rows[at + LAST] = time;
    } else {
      rows[at + BEFORE] = Math.max(rows[at + BEFORE], time);
    }
  }

  private void append(long time, long hash) {
    if (size == CAPACITY) {
      int oldest = oldest();
      if (time <= rows[oldest + LAST]) {
        return;
      }
      drop(oldest);
    }
    int at = size * ROW;
    if (at == rows.length) {
      rows = Arrays.copyOf(rows, Math.min(CAPACITY, Math.max(2, size * 2)) * ROW);
    }
    rows[at] = hash;
    rows[at + LAST] = time;
    rows[at + BEFORE] = EntityHistory.NEVER;
    size++;
  }

  /** Takes out what {@link #add} put in; of a text met more than twice it is not known when. */
  void withdraw(Event event) {
    String text = event.texts()[slot];
    int at = text == null ? -1 : find(TextHash.of(text));
    if (at < 0) {
      return;
    }
    if (rows[at + LAST] == event.time()) {
      rows[at + LAST] = rows[at + BEFORE];
      rows[at + BEFORE] = EntityHistory.NEVER;
    } else if (rows[at + BEFORE] == event.time()) {
      rows[at + BEFORE] = EntityHistory.NEVER;
    }
    if (rows[at + LAST] == EntityHistory.NEVER) {
      drop(at);
    }
  }

  /** Drops texts not met after {@code time}. */
  void dropUpTo(long time) {
    for (int at = (size - 1) * ROW; at >= 0; at -= ROW) {
      if (rows[at + LAST] <= time) {
        drop(at);
      }
    }
  }

  /** Different texts met in (start, end]. */
  int distinct(long start, long end) {
    int distinct = 0;
    for (int at = 0; at < size * ROW; at += ROW) {
      distinct += isMet(at, start, end) ? 1 : 0;
    }
    return distinct;
  }

  /** Whether a text was met in (start, end]. */
  boolean isMet(String text, long start, long end) {
    int at = find(TextHash.of(text));
    return at >= 0 && isMet(at, start, end);
  }

  private boolean isMet(int at, long start, long end) {
    long newest = rows[at + LAST] <= end ? rows[at + LAST] : rows[at + BEFORE];
    return newest > start && newest <= end;
  }

  private int find(long hash) {
    for (int at = (size - 1) * ROW; at >= 0; at -= ROW) {
      if (rows[at] == hash) {
        return at;
      }
    }
    return -1;
  }

  private int oldest() {
    int oldest = 0;
    for (int at = ROW; at < size * ROW; at += ROW) {
      if (rows[at + LAST] < rows[oldest + LAST]) {
        oldest = at;
      }
    }
    return oldest;
  }

  private void drop(int at) {
    System.arraycopy(rows, at + ROW, rows, at, size * ROW - at - ROW);
    size--;
  }

  void write(StateWriter out) {
    out.putByte(size);
    for (int i = 0; i < size * ROW; i++) {
      out.putLong(rows[i]);
    }
  }

  void read(StateReader in) {
    size = in.getByte() & 0xFF;
    if (size > CAPACITY) {
      throw new IllegalArgumentException(
          "history holds "
              + size
              + " texts, expected 0 to "
              + CAPACITY
              + ": the bytes are damaged or of another format");
    }
    rows = new long[size * ROW];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = in.getLong();
    }
  }
}
