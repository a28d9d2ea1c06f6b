package io.millrace.model.recommend;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * One activity as the training log carries it: what the model was to know of the user just before
 * it, and what the user then took.
 *
 * @param view of the user before the activity
 * @param item fingerprint of what was taken
 * @param itemText its id, for the lists
 * @param weight of the activity, in [0, 1]; 0 teaches nothing
 * @param test whether the activity tests the list the model would have given: it is positive, the
 *     user was known, and the item could have been listed
 * @param shown fingerprints of the list that the user was last shown, best first; empty if none
 * @param chances of that list; {@link Propensities#NONE} where nothing of it was left to chance
 * @param again whether the user's history held the item
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never changed.
public record Lesson(
    UserView view,
    long item,
    String itemText,
    float weight,
    boolean test,
    long[] shown,
    Propensities chances,
    boolean again) {
  /** Of a user whose list was made without chance. */
  public Lesson(
      UserView view,
      long item,
      String itemText,
      float weight,
      boolean test,
      long[] shown,
      boolean again) {
    this(view, item, itemText, weight, test, shown, Propensities.NONE, again);
  }

  /**
   * What the model was told of the user for the list after the activity, in all that a list depends
   * on: as the history says it that holds the activity. Exact but for one item: of a full history
   * that is told in part only, the item longest untouched stays excluded if it is of this very time
   * and others since are not.
   *
   * @param asking as it was when the lesson was made; so is the limit
   * @param limit how many different items the history remembers
   */
  public UserView after(Asking asking, int limit) {
    int had = Math.min(limit, view.had() + (again ? 0 : 1));
    int size = Math.min(had, asking.recent());
    long[] recent = new long[size];
    float[] weights = new float[size];
    long[] times = new long[size];
    recent[0] = item;
    weights[0] = weight;
    times[0] = view.time();
    int next = 1;
    for (int i = 0; i < view.recent().length && next < size; i++) {
      if (view.recent()[i] != item) {
        recent[next] = view.recent()[i];
        weights[next] = view.weights()[i];
        times[next++] = view.times()[i];
      }
    }
    return new UserView(
        view.user(), recent, weights, times, excludedAfter(asking, limit), had, view.time());
  }

  private long[] excludedAfter(Asking asking, int limit) {
    if (asking.showsRepeats() && !asking.exceptSameTime()) {
      return new long[0];
    }
    LongStream others = Arrays.stream(view.excluded()).filter(other -> other != item);
    return LongStream.concat(others.skip(forgetsExcluded(limit) ? 1 : 0), LongStream.of(item))
        .toArray();
  }

  /**
   * A history that is full forgets the one longest untouched: the first of those excluded, if any.
   */
  private boolean forgetsExcluded(int limit) {
    long[] excluded = view.excluded();
    if (again || view.had() < limit || excluded.length == 0) return false;
    long[] told = view.recent();
    boolean toldWhole = told.length == limit && told[limit - 1] == excluded[0];
    return excluded.length == limit || toldWhole;
  }
}
