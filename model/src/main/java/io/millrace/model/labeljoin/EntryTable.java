package io.millrace.model.labeljoin;

/**
 * The entries of event ids. Open addressing with linear probing, load at most one half; a deleted
 * entry's followers move up, so nothing is left behind.
 *
 * <p>The last four bits of an id's hash are kept as they are: ids that differ in their last
 * character, as those of events in a row often do, share cache lines. The slot last found is
 * remembered, since a join asks for an id, then changes its entry.
 */
final class EntryTable {
  private static final int FREE = 0;

  private int[] hashes = new int[1024];
  private String[] ids = new String[1024];
  private JoinEntry[] entries = new JoinEntry[1024];
  private int size;
  private String lastId;
  private int lastSlot;

  int size() {
    return size;
  }

  /** Null where there is none. */
  JoinEntry get(String id) {
    return entries[slotOf(id)];
  }

  void put(String id, JoinEntry entry) {
    int slot = slotOf(id);
    if (hashes[slot] == FREE) {
      if (2 * ++size > hashes.length) {
        grow();
        slot = slotOf(id);
      }
      hashes[slot] = hash(id);
      ids[slot] = id;
    }
    entries[slot] = entry;
  }

  /** Drops the entry of an id; returns what it was, or null. */
  JoinEntry remove(String id) {
    int slot = slotOf(id);
    if (hashes[slot] == FREE) {
      return null;
    }
    JoinEntry removed = entries[slot];
    size--;
    lastId = null;
    int mask = hashes.length - 1;
    int gap = slot;
    for (int next = (gap + 1) & mask; hashes[next] != FREE; next = (next + 1) & mask) {
      // It may move up to the gap unless its home lies behind the gap.
      if (((next - home(hashes[next])) & mask) >= ((next - gap) & mask)) {
        move(next, gap);
        gap = next;
      }
    }
    hashes[gap] = FREE;
    ids[gap] = null;
    entries[gap] = null;
    return removed;
  }

  private void move(int from, int to) {
    hashes[to] = hashes[from];
    ids[to] = ids[from];
    entries[to] = entries[from];
  }

  /** The slot of an id, or the free one where it belongs. */
  @SuppressWarnings("ReferenceEquality") // The same string is asked for again and again.
  private int slotOf(String id) {
    if (id == lastId) {
      return lastSlot;
    }
    int mask = hashes.length - 1;
    int hash = hash(id);
    int slot = home(hash);
    while (hashes[slot] != FREE && !(hashes[slot] == hash && ids[slot].equals(id))) {
      slot = (slot + 1) & mask;
    }
    lastId = id;
    lastSlot = slot;
    return slot;
  }

  private static int hash(String id) {
    int hash = id.hashCode();
    return hash == FREE ? 1 : hash;
  }

  /** Reads where a search for an id begins. */
  int touch(String id) {
    int home = home(hash(id));
    return hashes[home] + (ids[home] == null ? 0 : 1) + (entries[home] == null ? 0 : 1);
  }

  private int home(int hash) {
    return ((int) ((hash >>> 4) * 0x9E3779B97F4A7C15L >>> 32) & -16 | hash & 15)
        & (hashes.length - 1);
  }

  private void grow() {
    int[] oldHashes = hashes;
    String[] oldIds = ids;
    JoinEntry[] oldEntries = entries;
    hashes = new int[2 * oldHashes.length];
    ids = new String[hashes.length];
    entries = new JoinEntry[hashes.length];
    lastId = null;
    int mask = hashes.length - 1;
    for (int old = 0; old < oldHashes.length; old++) {
      if (oldHashes[old] != FREE) {
        int slot = home(oldHashes[old]);
        while (hashes[slot] != FREE) {
          slot = (slot + 1) & mask;
        }
        hashes[slot] = oldHashes[old];
        ids[slot] = oldIds[old];
        entries[slot] = oldEntries[old];
      }
    }
  }
}
