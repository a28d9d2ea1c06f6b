package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The items a model knows, numbered from 0 in the order in which they were first learnt, or
 * announced before anybody took them. Found by the fingerprint of their id, told by its text.
 *
 * <p>Cost: O(1) a look-up; about 60 bytes an item and its text, 80 bytes a withdrawn item.
 */
final class Catalogue {
  private String[] texts = new String[64];
  private long[] ids = new long[64];
  private int[] counts = new int[64];
  private long[] firstSeen = new long[64];
  private long[] lastSeen = new long[64];
  private int size;
  private long total;
  private final int mostWithdrawn;
  private final Set<Long> withdrawn = new LinkedHashSet<>(); // In the order of their notices.
  private boolean[] gone = new boolean[64]; // Whether it is among those, by number.
  private long newest = Long.MIN_VALUE;
  private int[] table = new int[256]; // Number + 1 of the item in that slot, 0 where there is none.

  /**
   * @param mostWithdrawn how many ids of withdrawn items are held, 1 or more: one more, and the one
   *     whose notice is oldest is held no longer
   */
  Catalogue(int mostWithdrawn) {
    this.mostWithdrawn = mostWithdrawn;
  }

  int size() {
    return size;
  }

  /** The number of the item of that fingerprint, -1 if it was never learnt. */
  int number(long id) {
    for (int slot = slot(id); table[slot] != 0; slot = slot + 1 & table.length - 1) {
      if (ids[table[slot] - 1] == id) {
        return table[slot] - 1;
      }
    }
    return -1;
  }

  /**
   * Numbers an item that nobody took yet, if it has no number: it is as old as the newest event, or
   * as the first where there is none yet.
   */
  void announce(long id, String text) {
    if (number(id) < 0) add(id, text, newest);
  }

  /** Counts an event of an item, which is numbered if it is new. */
  int count(long id, String text, long time) {
    if (newest == Long.MIN_VALUE) {
      Arrays.fill(firstSeen, 0, size, time);
      Arrays.fill(lastSeen, 0, size, time);
    }
    int number = number(id);
    if (number < 0) {
      number = add(id, text, time);
    }
    if (counts[number] == 0) firstSeen[number] = time;
    counts[number]++;
    total++;
    lastSeen[number] = Math.max(lastSeen[number], time);
    newest = Math.max(newest, time);
    return number;
  }

  /** Whether an item, met or not, is to be had from now on. */
  void notice(long id, boolean isWithdrawn) {
    // What is noticed again is the newest.
    withdrawn.remove(id);
    if (isWithdrawn) {
      withdrawn.add(id);
    }
    mark(id, isWithdrawn);
    if (withdrawn.size() > mostWithdrawn) {
      Iterator<Long> oldest = withdrawn.iterator();
      mark(oldest.next(), false);
      oldest.remove();
    }
  }

  private void mark(long id, boolean isWithdrawn) {
    int number = number(id);
    if (number >= 0) {
      gone[number] = isWithdrawn;
    }
  }

  /** How many items are withdrawn, met or not, as far as they are held. */
  int withdrawn() {
    return withdrawn.size();
  }

  boolean isWithdrawn(int item) {
    return gone[item];
  }

  /** Time of the newest event of any item; {@link Long#MIN_VALUE} where there is none. */
  long newest() {
    return newest;
  }

  String text(int item) {
    return texts[item];
  }

  long id(int item) {
    return ids[item];
  }

  /** Events of all items. */
  long events() {
    return total;
  }

  /** Events of the item. */
  int events(int item) {
    return counts[item];
  }

  /** Time of the item's first event, before it of its announcement, epoch milliseconds. */
  long firstSeen(int item) {
    return firstSeen[item];
  }

  /** Time of the item's newest event, before any of its announcement, epoch milliseconds. */
  long lastSeen(int item) {
    return lastSeen[item];
  }

  /**
   * Forgets all but the items with the newest events; of equally new ones those met later stay.
   *
   * @param keep how many stay
   * @return as {@link Generator#renumber}
   */
  int[] prune(int keep) {
    int[] to = new int[size];
    Arrays.fill(to, -1);
    IntStream.range(0, size)
        .boxed()
        .sorted(Comparator.comparingLong((Integer item) -> lastSeen[item]).thenComparing(i -> i))
        .skip(Math.max(0, size - keep))
        .forEach(item -> to[item] = 0);
    int kept = 0;
    for (int item = 0; item < size; item++) {
      if (to[item] < 0) {
        total -= counts[item];
        continue;
      }
      ids[kept] = ids[item];
      texts[kept] = texts[item];
      counts[kept] = counts[item];
      firstSeen[kept] = firstSeen[item];
      lastSeen[kept] = lastSeen[item];
      gone[kept] = gone[item];
      to[item] = kept++;
    }
    Arrays.fill(texts, kept, size, null);
    size = kept;
    Arrays.fill(table, 0);
    for (int item = 0; item < size; item++) {
      place(item);
    }
    return to;
  }

  void write(StateWriter out) {
    out.putInt(size);
    for (int i = 0; i < size; i++) {
      out.putText(texts[i]).putLong(ids[i]).putInt(counts[i]);
      out.putLong(firstSeen[i]).putLong(lastSeen[i]);
    }
    out.putLongs(withdrawn.stream().mapToLong(id -> id).toArray());
  }

  void read(StateReader in) {
    int items = in.getInt();
    // First of all: an item that is added looks whether it is among them.
    withdrawn.clear();
    size = 0;
    total = 0;
    newest = Long.MIN_VALUE;
    Arrays.fill(table, 0);
    for (int i = 0; i < items; i++) {
      String text = in.getText();
      int item = add(in.getLong(), text, 0);
      counts[item] = in.getInt();
      total += counts[item];
      firstSeen[item] = in.getLong();
      lastSeen[item] = in.getLong();
      newest = Math.max(newest, lastSeen[item]);
    }
    for (long id : in.getLongs()) {
      notice(id, true);
    }
  }

  private int add(long id, String text, long time) {
    if (size == ids.length) {
      grow(size * 2);
    }
    int item = size++;
    ids[item] = id;
    texts[item] = text;
    counts[item] = 0;
    firstSeen[item] = time;
    lastSeen[item] = time;
    gone[item] = withdrawn.contains(id);
    place(item);
    return item;
  }

  private void grow(int capacity) {
    texts = Arrays.copyOf(texts, capacity);
    ids = Arrays.copyOf(ids, capacity);
    counts = Arrays.copyOf(counts, capacity);
    firstSeen = Arrays.copyOf(firstSeen, capacity);
    lastSeen = Arrays.copyOf(lastSeen, capacity);
    gone = Arrays.copyOf(gone, capacity);
    table = new int[capacity * 4];
    for (int i = 0; i < size; i++) {
      place(i);
    }
  }

  private void place(int item) {
    int slot = slot(ids[item]);
    while (table[slot] != 0) {
      slot = slot + 1 & table.length - 1;
    }
    table[slot] = item + 1;
  }

  private int slot(long id) {
    return (int) (id ^ id >>> 32) & table.length - 1;
  }
}
