package io.millrace.model.recommend;

/**
 * The best k of the items offered: by score, at equal scores the smaller number first. A heap whose
 * root is the worst kept; O(log k) for what enters, O(1) for what does not.
 */
final class Ranked {
  private final int[] items;
  private final float[] scores;
  private int size;

  Ranked(int k) {
    items = new int[k];
    scores = new float[k];
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  int item(int rank) {
    return items[rank];
  }

  float score(int rank) {
    return scores[rank];
  }

  /** A lower score is not kept; 0 while there is room. */
  float least() {
    return size < items.length ? 0 : scores[0];
  }

  boolean hasRoom() {
    return size < items.length;
  }

  /** Puts an item behind those that are there, whatever its score; there must be room. */
  void append(int item, float score) {
    set(size++, item, score);
  }

  boolean wants(int item, float score) {
    return size < items.length || isWorse(scores[0], items[0], score, item);
  }

  void offer(int item, float score) {
    if (size < items.length) {
      int at = size++;
      while (at > 0 && isWorse(score, item, scores[at - 1 >> 1], items[at - 1 >> 1])) {
        set(at, items[at - 1 >> 1], scores[at - 1 >> 1]);
        at = at - 1 >> 1;
      }
      set(at, item, score);
    } else if (wants(item, score)) {
      sink(item, score);
    }
  }

  /** Puts the best first. Nothing may be offered afterwards. */
  void sort() {
    int all = size;
    while (size > 1) {
      int worst = items[0];
      float score = scores[0];
      size--;
      sink(items[size], scores[size]);
      set(size, worst, score);
    }
    size = all;
  }

  private void sink(int item, float score) {
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size
          && isWorse(scores[child + 1], items[child + 1], scores[child], items[child])) {
        child++;
      }
      if (!isWorse(scores[child], items[child], score, item)) {
        break;
      }
      set(at, items[child], scores[child]);
      at = child;
    }
    set(at, item, score);
  }

  private void set(int at, int item, float score) {
    items[at] = item;
    scores[at] = score;
  }

  private static boolean isWorse(float score, int item, float thanScore, int thanItem) {
    return score < thanScore || score == thanScore && item > thanItem;
  }
}
