package io.millrace.model.labeljoin;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * A sorted set of dues for a stream that is nearly sorted already: what belongs among the last of a
 * ring is put there, the rest goes into a tree. Adding (nearly) in order and taking the first cost
 * O(1), all else O(log n).
 *
 * <p>Invariants: the ring ascends strictly from {@code head}; what was deleted in its middle stays
 * there, and is in {@code gone}, until it becomes the first; nothing is in ring and tree at once.
 */
final class DueRun {
  /** How far from the ring's end a due may be put in. */
  private static final int REACH = 16;

  private final TreeSet<Due> strays = new TreeSet<>();
  private final Set<Due> gone = new HashSet<>();
  private Due[] ring = new Due[64];
  private int head;
  private int size;

  void add(Due due) {
    int place = size;
    int order = 1;
    while (place > 0 && place > size - REACH && (order = due.compareTo(at(place - 1))) < 0) {
      place--;
    }
    if (order == 0 || order < 0 && place > 0 && inRing(due)) {
      if (!gone.isEmpty()) {
        gone.remove(due);
      }
    } else if (order < 0 && place > 0) {
      strays.add(due);
    } else if (strays.isEmpty() || !strays.contains(due)) {
      insert(place, due);
    }
  }

  void remove(Due due) {
    if (size > 0 && due.equals(at(0))) {
      dropFirst();
    } else if (!strays.remove(due) && inRing(due)) {
      gone.add(due);
    }
  }

  /** The least one if it is due by then, or null. */
  Due first(long upTo) {
    Due first = first();
    return first == null || first.at() > upTo ? null : first;
  }

  private Due first() {
    while (size > 0 && !gone.isEmpty() && gone.remove(at(0))) {
      dropFirst();
    }
    Due first = size == 0 ? null : at(0);
    if (strays.isEmpty()) {
      return first;
    }
    Due stray = strays.first();
    return first == null || stray.compareTo(first) < 0 ? stray : first;
  }

  private Due at(int index) {
    return ring[(head + index) & (ring.length - 1)];
  }

  private void insert(int place, Due due) {
    if (size == ring.length) {
      Due[] wider = Arrays.copyOfRange(ring, head, head + 2 * size);
      System.arraycopy(ring, 0, wider, size - head, head);
      ring = wider;
      head = 0;
    }
    int mask = ring.length - 1;
    for (int next = size; next > place; next--) {
      ring[(head + next) & mask] = ring[(head + next - 1) & mask];
    }
    ring[(head + place) & mask] = due;
    size++;
  }

  private void dropFirst() {
    if (!gone.isEmpty()) {
      gone.remove(ring[head]);
    }
    ring[head] = null;
    head = (head + 1) & (ring.length - 1);
    size--;
  }

  private boolean inRing(Due due) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = at(middle).compareTo(due);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }
}
