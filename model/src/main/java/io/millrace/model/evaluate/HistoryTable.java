package io.millrace.model.evaluate;

import io.millrace.model.feature.EntityHistory;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.feature.Forgetting;

/**
 * The histories of one entity's keys on the heap. Open addressing, load at most one half; the last
 * four bits of a key's hash are kept as they are, so that keys that differ in their last character
 * share a cache line.
 */
final class HistoryTable {
  private final FeatureEngine engine;
  private final int entity;
  private final Forgetting forgetting;
  private KeptHistory[] slots = new KeptHistory[1024];
  private int size;

  HistoryTable(FeatureEngine engine, int entity) {
    this.engine = engine;
    this.entity = entity;
    forgetting = new Forgetting(engine.set().entities().get(entity));
  }

  /** What is kept under a key; opened where there is nothing. */
  KeptHistory of(String key) {
    int slot = slotOf(key);
    if (slots[slot] == null) {
      if (2 * ++size > slots.length) {
        grow();
        slot = slotOf(key);
      }
      slots[slot] = new KeptHistory(key, this);
    }
    return slots[slot];
  }

  /** What is kept under a key; null where there is nothing. */
  KeptHistory find(String key) {
    return slots[slotOf(key)];
  }

  EntityHistory newHistory() {
    return engine.newHistory(entity);
  }

  Forgetting forgetting() {
    return forgetting;
  }

  /** Reads where a search for a key begins. */
  int touch(String key) {
    KeptHistory first = slots[home(key)];
    return first == null ? 0 : first.partition();
  }

  private int home(String key) {
    int hash = key.hashCode();
    int mixed = (int) ((hash >>> 4) * 0x9E3779B97F4A7C15L >>> 32);
    return (mixed & -16 | hash & 15) & (slots.length - 1);
  }

  private int slotOf(String key) {
    int mask = slots.length - 1;
    int slot = home(key);
    while (slots[slot] != null && !slots[slot].key().equals(key)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    KeptHistory[] old = slots;
    slots = new KeptHistory[2 * old.length];
    for (KeptHistory kept : old) {
      if (kept != null) {
        slots[slotOf(kept.key())] = kept;
      }
    }
  }
}
