package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * Numbers by item, for the items that matter most: when it holds twice as many as it should, only
 * the largest stay (at equal values the smaller item). The entries lie side by side, to be walked
 * over without a branch; a table of open addressing finds them. Nothing depends on their order.
 */
final class SparseRow {
  private int[] items = new int[4];
  private float[] values = new float[4];
  private int size;
  private int[] table = new int[8]; // Place of the entry + 1, 0 where the slot is free.

  int size() {
    return size;
  }

  /** Adds the row, scaled and each item once more by its factor, to the scores of its items. */
  void addTo(Scores scores, float scale, float[] factors) {
    scores.addAll(items, values, size, scale, factors);
  }

  /** The item's value; 0 where it has none. */
  float get(int item) {
    int place = table[slot(item)];
    return place == 0 ? 0 : values[place - 1];
  }

  /**
   * @param keep how many items stay when twice as many are held
   */
  void add(int item, float value, int keep) {
    int slot = slot(item);
    if (table[slot] != 0) {
      values[table[slot] - 1] += value;
      return;
    }
    append(item, value);
    if (size >= keep * 2) {
      prune(keep);
    }
  }

  private void append(int item, float value) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size * 2);
      values = Arrays.copyOf(values, size * 2);
      table = new int[size * 4];
      for (int i = 0; i < size; i++) {
        table[slot(items[i])] = i + 1;
      }
    }
    items[size] = item;
    values[size] = value;
    size++;
    table[slot(item)] = size;
  }

  private void prune(int keep) {
    Ranked best = new Ranked(keep);
    for (int i = 0; i < size; i++) {
      best.offer(items[i], values[i]);
    }
    Arrays.fill(table, 0);
    size = 0;
    for (int i = 0; i < best.size(); i++) {
      append(best.item(i), best.score(i));
    }
  }

  /** Where the item is in the table, or the free slot where it would be. */
  private int slot(int item) {
    int mask = table.length - 1;
    int slot = item * 0x9E3779B9 >>> 7 & mask;
    while (table[slot] != 0 && items[table[slot] - 1] != item) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** The entries of the items that stay, as {@link Generator#renumber}; null if none does. */
  SparseRow renumbered(int[] to) {
    SparseRow row = new SparseRow();
    for (int i = 0; i < size; i++) {
      if (to[items[i]] >= 0) {
        row.append(to[items[i]], values[i]);
      }
    }
    return row.size == 0 ? null : row;
  }

  void write(StateWriter out) {
    long[] sorted = new long[size];
    for (int i = 0; i < size; i++) {
      sorted[i] = (long) items[i] << 32 | Float.floatToRawIntBits(values[i]) & 0xFFFFFFFFL;
    }
    Arrays.sort(sorted);
    out.putLongs(sorted);
  }

  static SparseRow read(StateReader in) {
    SparseRow row = new SparseRow();
    for (long entry : in.getLongs()) {
      row.append((int) (entry >>> 32), Float.intBitsToFloat((int) entry));
    }
    return row;
  }
}
