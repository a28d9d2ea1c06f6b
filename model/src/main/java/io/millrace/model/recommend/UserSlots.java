package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * A bounded number of users, told apart by fingerprints, each with a slot; the one longest away
 * gives up its slot to a new one. O(1) a look-up; 40 bytes a user.
 */
final class UserSlots {
  private static final int NONE = -1;

  private final int limit;
  private long[] users = new long[64];
  private int[] epochs = new int[64];
  private int[] newer = new int[64];
  private int[] older = new int[64];
  private int size;
  private int newest = NONE;
  private int oldest = NONE;
  private int[] table = new int[256]; // Slot + 1, 0 where there is none.

  /**
   * @param limit how many users, 1 or more
   */
  UserSlots(int limit) {
    this.limit = limit;
  }

  int size() {
    return size;
  }

  /** How often the slot has changed hands: what was noted of it under another number is void. */
  int epoch(int slot) {
    return epochs[slot];
  }

  /** The user's slot, -1 if it has none. */
  int find(long user) {
    int at = position(user);
    return table[at] - 1;
  }

  /** The user's slot, from now on that of the newest user; another's if there was none left. */
  int take(long user) {
    int slot = find(user);
    if (slot >= 0) {
      unlink(slot);
    } else if (size < limit) {
      slot = add(user);
    } else {
      slot = oldest;
      unlink(slot);
      remove(users[slot]);
      users[slot] = user;
      epochs[slot]++;
      table[position(user)] = slot + 1;
    }
    link(slot);
    return slot;
  }

  private int add(long user) {
    if (size == users.length) {
      grow(size * 2);
    }
    int slot = size++;
    users[slot] = user;
    table[position(user)] = slot + 1;
    return slot;
  }

  private void grow(int capacity) {
    users = Arrays.copyOf(users, capacity);
    epochs = Arrays.copyOf(epochs, capacity);
    newer = Arrays.copyOf(newer, capacity);
    older = Arrays.copyOf(older, capacity);
    table = new int[capacity * 4];
    for (int slot = 0; slot < size; slot++) {
      table[position(users[slot])] = slot + 1;
    }
  }

  private void link(int slot) {
    newer[slot] = NONE;
    older[slot] = newest;
    if (newest == NONE) {
      oldest = slot;
    } else {
      newer[newest] = slot;
    }
    newest = slot;
  }

  private void unlink(int slot) {
    if (newer[slot] == NONE) {
      newest = older[slot];
    } else {
      older[newer[slot]] = older[slot];
    }
    if (older[slot] == NONE) {
      oldest = newer[slot];
    } else {
      newer[older[slot]] = newer[slot];
    }
  }

  /** Where the user is in the table, or the free place where it would be. */
  private int position(long user) {
    int at = home(user);
    while (table[at] != 0 && users[table[at] - 1] != user) {
      at = at + 1 & table.length - 1;
    }
    return at;
  }

  private int home(long user) {
    return (int) (user ^ user >>> 32) & table.length - 1;
  }

  /** Closes the gap, so that no search stops early. */
  private void remove(long user) {
    int mask = table.length - 1;
    int gap = position(user);
    table[gap] = 0;
    for (int at = gap + 1 & mask; table[at] != 0; at = at + 1 & mask) {
      int home = home(users[table[at] - 1]);
      if ((at - home & mask) >= (at - gap & mask)) {
        table[gap] = table[at];
        table[at] = 0;
        gap = at;
      }
    }
  }

  void write(StateWriter out) {
    out.putInt(size);
    for (int slot = 0; slot < size; slot++) {
      out.putLong(users[slot]).putInt(epochs[slot]);
    }
    for (int slot = oldest; slot != NONE; slot = newer[slot]) {
      out.putInt(slot);
    }
  }

  void read(StateReader in) {
    int count = in.getInt();
    size = 0;
    newest = NONE;
    oldest = NONE;
    Arrays.fill(table, 0);
    for (int i = 0; i < count; i++) {
      int slot = add(in.getLong());
      epochs[slot] = in.getInt();
    }
    for (int i = 0; i < count; i++) {
      link(in.getInt());
    }
  }
}
