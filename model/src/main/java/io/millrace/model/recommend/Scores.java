package io.millrace.model.recommend;

import java.util.Arrays;

/**
 * What one generator says of the items for one question: a score above 0 for each it speaks of.
 * Scratch of the one who asks; beginning a question costs nothing.
 */
final class Scores {
  /** What an addition that asks costs, in looks at an item. */
  private static final int WORTH = 4;

  private float[] values = new float[0];
  private int[] asked = new int[0];
  private int[] touched = new int[0];
  private int count;
  private int question;
  private boolean dense;
  private int items;

  Scores begin(int items) {
    this.items = items;
    if (values.length < items) {
      int capacity = Math.max(64, items * 2);
      values = new float[capacity];
      asked = new int[capacity];
      touched = new int[capacity];
      question = 0;
    }
    question++;
    count = 0;
    dense = false;
    return this;
  }

  /** Says this of the items from 0 on, and nothing of others; nothing else may have been said. */
  void setAll(float[] scores, int items) {
    System.arraycopy(scores, 0, values, 0, items);
    count = items;
    dense = true;
  }

  /**
   * Prepares for that many additions before the first: where they are many beside the items, to add
   * without asking whether an item was spoken of, and to look through all items afterwards, costs
   * less. Says nothing else than without it.
   */
  void expect(long additions) {
    if (additions * WORTH > items) {
      Arrays.fill(values, 0, items, 0);
      count = items;
      dense = true;
    }
  }

  /** Adds a row of scores: {@code scale * values[i] * factors[items[i]]} to {@code items[i]}. */
  void addAll(int[] items, float[] values, int size, float scale, float[] factors) {
    if (dense) {
      float[] sums = this.values;
      for (int i = 0; i < size; i++) {
        int item = items[i];
        sums[item] += scale * values[i] * factors[item];
      }
    } else {
      for (int i = 0; i < size; i++) {
        add(items[i], scale * values[i] * factors[items[i]]);
      }
    }
  }

  void add(int item, float score) {
    if (dense) {
      values[item] += score;
    } else if (asked[item] == question) {
      values[item] += score;
    } else {
      asked[item] = question;
      values[item] = score;
      touched[count++] = item;
    }
  }

  /** 0 where nothing was said. */
  float get(int item) {
    boolean said = dense ? item < count : asked[item] == question;
    return said ? values[item] : 0;
  }

  void scale(int item, float factor) {
    values[item] *= factor;
  }

  /** How many items were spoken of. */
  int count() {
    return count;
  }

  /** The items spoken of, in no order that means anything. */
  int touched(int index) {
    return dense ? index : touched[index];
  }

  /** The best items that the query allows: best first, at equal scores the earlier item first. */
  void top(Query query, Ranked best) {
    best.clear();
    // Nearly all items are below the worst that is kept: to see that must cost next to nothing.
    float least = Float.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      int item = dense ? i : touched[i];
      float score = values[item];
      if (score >= least && best.wants(item, score) && !query.excludes(item)) {
        best.offer(item, score);
        least = Math.max(least, best.least());
      }
    }
    best.sort();
  }
}
