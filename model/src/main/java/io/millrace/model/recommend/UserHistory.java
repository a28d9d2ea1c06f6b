package io.millrace.model.recommend;

import io.millrace.model.feature.TextHash;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * What a user did: the last different items by fingerprint, with the weight and time of the event
 * of each that came last, in the order of that event. Events may come late: their order is that in
 * which they came, whatever their times. Serialisable, kept per user by whoever serves.
 *
 * <p>Bounded: beyond {@code limit} items the one longest untouched is forgotten, and may then be
 * listed again. 20 bytes an item written; O(items) an event.
 */
public final class UserHistory {
  private static final int FORMAT = 1;

  /**
   * With the chances of the list shown last; where there are none, the format before is written.
   */
  private static final int WITH_CHANCES = 2;

  /**
   * Added to either: with the time of the newest event, which no item tells any more. It came, then
   * a late one of the same item, or so many late ones that its item is forgotten.
   */
  private static final int WITH_NEWEST = 2;

  private final int limit;
  private long[] items = new long[8];
  private long[] times = new long[8];
  private float[] weights = new float[8];
  private int size;
  private long newest = Long.MIN_VALUE;
  private long[] shown = new long[0];
  private Propensities chances = Propensities.NONE;

  /**
   * @param limit how many different items are remembered, 1 or more
   */
  public UserHistory(int limit) {
    this.limit = limit;
  }

  /** How many different items are remembered. */
  public int size() {
    return size;
  }

  /** Whether an item of that fingerprint is remembered. */
  public boolean has(long item) {
    return indexOf(item) >= 0;
  }

  /**
   * The activity as a test and a lesson for the model; the history must not hold it yet.
   *
   * @param weight of the activity, in [0, 1]
   * @param positive whether it is worth being predicted
   */
  public Lesson lesson(Activity activity, float weight, boolean positive, Asking asking) {
    long item = TextHash.of(activity.item());
    boolean again = has(item);
    return new Lesson(
        view(TextHash.of(activity.user()), activity.time(), asking),
        item,
        activity.item(),
        weight,
        positive && size > 0 && (asking.showsRepeats() || !again),
        shown,
        chances,
        again);
  }

  /**
   * What the model is told to recommend to this user.
   *
   * @param user fingerprint of the user's id
   * @param now epoch milliseconds; items of this very time are the current basket
   */
  public UserView view(long user, long now, Asking asking) {
    int recent = Math.min(size, asking.recent());
    long[] ids = new long[recent];
    float[] told = new float[recent];
    long[] when = new long[recent];
    for (int i = 0; i < recent; i++) {
      int from = size - 1 - i;
      ids[i] = items[from];
      told[i] = weights[from];
      when[i] = times[from];
    }
    return new UserView(user, ids, told, when, excluded(now, asking), size, now);
  }

  private long[] excluded(long now, Asking asking) {
    if (!asking.showsRepeats()) {
      return Arrays.copyOf(items, size);
    }
    if (!asking.exceptSameTime()) {
      return new long[0];
    }
    // All are looked at: what came late may stand between those of the basket.
    int basket = 0;
    for (int i = 0; i < size; i++) {
      if (times[i] == now) basket++;
    }
    long[] excluded = new long[basket];
    for (int i = size - 1; basket > 0; i--) {
      if (times[i] == now) excluded[--basket] = items[i];
    }
    return excluded;
  }

  /** Remembers an activity. */
  public void add(Activity activity, float weight) {
    add(TextHash.of(activity.item()), weight, activity.time());
  }

  private void add(long item, float weight, long time) {
    int known = indexOf(item);
    if (known >= 0) {
      forget(known);
    } else if (size == limit) {
      forget(0);
    }
    if (size == items.length) {
      int capacity = Math.min(limit, size * 2);
      items = Arrays.copyOf(items, capacity);
      times = Arrays.copyOf(times, capacity);
      weights = Arrays.copyOf(weights, capacity);
    }
    items[size] = item;
    times[size] = time;
    weights[size++] = weight;
    newest = Math.max(newest, time);
  }

  /** Remembers the list that was shown last, fingerprints, best first. */
  public void show(long[] list) {
    show(list, Propensities.NONE);
  }

  /**
   * The same, of a list that may be left to chance in part.
   *
   * @param ofList as long as the list, or {@link Propensities#NONE}
   */
  public void show(long[] list, Propensities ofList) {
    shown = list.clone();
    chances = ofList;
  }

  /**
   * Time of the newest activity, epoch milliseconds; {@link Long#MIN_VALUE} where there is none.
   * One that comes late does not change it.
   */
  public long lastTime() {
    return newest;
  }

  public void write(StateWriter out) {
    boolean told = newest == newestOfItems();
    int format = chances.isEmpty() ? FORMAT : WITH_CHANCES;
    out.putInt(told ? format : format + WITH_NEWEST).putInt(size);
    for (int i = 0; i < size; i++) {
      out.putLong(items[i]).putLong(times[i]).putFloat(weights[i]);
    }
    out.putLongs(shown);
    if (!chances.isEmpty()) {
      out.putFloats(chances.values());
      for (boolean drawn : chances.drawn()) out.putBoolean(drawn);
    }
    if (!told) out.putLong(newest);
  }

  private long newestOfItems() {
    long time = Long.MIN_VALUE;
    for (int i = 0; i < size; i++) time = Math.max(time, times[i]);
    return time;
  }

  /**
   * A history as {@link #write} wrote it; where the limit is now lower, the newest of it.
   *
   * @throws IllegalArgumentException if the bytes are damaged or of another format
   */
  public static UserHistory read(StateReader in, int limit) {
    int format = in.getInt();
    if (format < FORMAT || format > WITH_CHANCES + WITH_NEWEST) {
      throw new IllegalArgumentException(
          "user history has format "
              + format
              + ", expected "
              + FORMAT
              + " to "
              + (WITH_CHANCES + WITH_NEWEST)
              + ": of another release");
    }
    UserHistory history = new UserHistory(limit);
    int size = in.getInt();
    for (int i = 0; i < size; i++) {
      long item = in.getLong();
      long time = in.getLong();
      history.add(item, in.getFloat(), time);
    }
    history.shown = in.getLongs();
    if (format % WITH_NEWEST == WITH_CHANCES % WITH_NEWEST) {
      float[] values = in.getFloats();
      boolean[] drawn = new boolean[values.length];
      for (int i = 0; i < drawn.length; i++) drawn[i] = in.getBoolean();
      history.chances = new Propensities(values, drawn);
    }
    if (format > WITH_CHANCES) history.newest = in.getLong();
    return history;
  }

  private void forget(int at) {
    int after = size - at - 1;
    System.arraycopy(items, at + 1, items, at, after);
    System.arraycopy(times, at + 1, times, at, after);
    System.arraycopy(weights, at + 1, weights, at, after);
    size--;
  }

  private int indexOf(long item) {
    for (int i = size - 1; i >= 0; i--) {
      if (items[i] == item) {
        return i;
      }
    }
    return -1;
  }
}
