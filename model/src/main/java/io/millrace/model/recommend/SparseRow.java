package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * Numbers by item, for the items that matter most: when it holds twice as many as it should, only
 * the largest stay (at equal values the smaller item). Open addressing; nothing depends on the
 * order of its slots.
 */
final class SparseRow {
  private static final int[] NO_KEYS = new int[0];
  private static final float[] NO_VALUES = new float[0];

  private int[] keys = NO_KEYS; // Item + 1, 0 where the slot is free.
  private float[] values = NO_VALUES;
  private int size;

  int size() {
    return size;
  }

  /** Adds the row, scaled and each item once more by its factor, to the scores of its items. */
  void addTo(Scores scores, float scale, float[] factors) {
    for (int slot = 0; slot < keys.length; slot++) {
      if (keys[slot] != 0) {
        int item = keys[slot] - 1;
        scores.add(item, scale * values[slot] * factors[item]);
      }
    }
  }

  float get(int item) {
    if (size == 0) {
      return 0;
    }
    int slot = slot(item);
    return keys[slot] == 0 ? 0 : values[slot];
  }

  /**
   * @param keep how many items stay when twice as many are held
   */
  void add(int item, float value, int keep) {
    if ((size + 1) * 3 > keys.length * 2) {
      rehash(Math.max(8, keys.length * 2));
    }
    int slot = slot(item);
    if (keys[slot] == 0) {
      keys[slot] = item + 1;
      size++;
    }
    values[slot] += value;
    if (size >= keep * 2) {
      prune(keep);
    }
  }

  private void prune(int keep) {
    Ranked best = new Ranked(keep);
    for (int slot = 0; slot < keys.length; slot++) {
      if (keys[slot] != 0) {
        best.offer(keys[slot] - 1, values[slot]);
      }
    }
    Arrays.fill(keys, 0);
    Arrays.fill(values, 0);
    size = 0;
    for (int i = 0; i < best.size(); i++) {
      put(best.item(i), best.score(i));
    }
  }

  private void rehash(int capacity) {
    int[] oldKeys = keys;
    float[] oldValues = values;
    keys = new int[capacity];
    values = new float[capacity];
    size = 0;
    for (int slot = 0; slot < oldKeys.length; slot++) {
      if (oldKeys[slot] != 0) {
        put(oldKeys[slot] - 1, oldValues[slot]);
      }
    }
  }

  private void put(int item, float value) {
    int slot = slot(item);
    keys[slot] = item + 1;
    values[slot] = value;
    size++;
  }

  private int slot(int item) {
    int mask = keys.length - 1;
    int slot = item * 0x9E3779B9 >>> 7 & mask;
    while (keys[slot] != 0 && keys[slot] != item + 1) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  void write(StateWriter out) {
    long[] sorted = new long[size];
    int at = 0;
    for (int slot = 0; slot < keys.length; slot++) {
      if (keys[slot] != 0) {
        sorted[at++] =
            (long) keys[slot] << 32 | Float.floatToRawIntBits(values[slot]) & 0xFFFFFFFFL;
      }
    }
    Arrays.sort(sorted);
    out.putLongs(sorted);
  }

  static SparseRow read(StateReader in) {
    long[] sorted = in.getLongs();
    SparseRow row = new SparseRow();
    for (long entry : sorted) {
      row.add((int) (entry >>> 32) - 1, Float.intBitsToFloat((int) entry), Integer.MAX_VALUE / 2);
    }
    return row;
  }
}
