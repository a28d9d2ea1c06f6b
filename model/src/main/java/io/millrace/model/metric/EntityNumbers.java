package io.millrace.model.metric;

import java.util.Arrays;

/**
 * Numbers the keys of entities 0, 1, 2, ... in the order of their appearance.
 *
 * <p>Open addressing, load at most one half. The last four bits of a key's hash are kept as they
 * are, so that keys that differ in their last character share a cache line. A string seen before is
 * found without a look at its characters.
 */
public final class EntityNumbers {
  /** By slot: one more than the key's number; 0 = free. */
  private int[] slots = new int[1024];

  private String[] keys = new String[512];
  private int size;

  public int size() {
    return size;
  }

  /** The number of a key, a new one where it was not seen before. */
  public int of(String key) {
    int slot = slotOf(key);
    if (slots[slot] == 0) {
      if (size == keys.length) {
        grow();
        slot = slotOf(key);
      }
      keys[size] = key;
      slots[slot] = ++size;
    }
    return slots[slot] - 1;
  }

  /** The key of a number below {@link #size}. */
  public String key(int number) {
    return keys[number];
  }

  private int slotOf(String key) {
    int mask = slots.length - 1;
    int hash = key.hashCode();
    int mixed = (int) ((hash >>> 4) * 0x9E3779B97F4A7C15L >>> 32);
    int slot = (mixed & -16 | hash & 15) & mask;
    while (slots[slot] != 0 && !keys[slots[slot] - 1].equals(key)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    keys = Arrays.copyOf(keys, 2 * size);
    slots = new int[4 * size];
    for (int i = 0; i < size; i++) {
      slots[slotOf(keys[i])] = i + 1;
    }
  }
}
