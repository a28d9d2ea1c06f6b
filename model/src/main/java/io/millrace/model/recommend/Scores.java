package io.millrace.model.recommend;

/**
 * What one generator says of the items for one question: a score above 0 for each it speaks of.
 * Scratch of the one who asks; beginning a question costs nothing.
 */
final class Scores {
  private float[] values = new float[0];
  private int[] asked = new int[0];
  private int[] touched = new int[0];
  private int count;
  private int question;
  private boolean dense;

  Scores begin(int items) {
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

  void add(int item, float score) {
    if (asked[item] == question) {
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
    for (int i = 0; i < count; i++) {
      int item = dense ? i : touched[i];
      float score = values[item];
      if (score > 0 && best.wants(item, score) && !query.excludes(item)) {
        best.offer(item, score);
      }
    }
    best.sort();
  }
}
