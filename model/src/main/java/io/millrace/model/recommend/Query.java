package io.millrace.model.recommend;

import java.util.Arrays;

/**
 * What generators see of the one they recommend to: the last items, by number, newest first, and
 * what may not be listed. Filled anew for each question; whoever asks owns one.
 */
final class Query {
  private final Catalogue catalogue;
  private int[] items = new int[64];
  private float[] weights = new float[64];
  private long[] times = new long[64];
  private int size;
  private int[] excluded = new int[0];
  private int question;
  private final Scores scratch = new Scores();
  private long user;
  private long now;
  private int had;

  Query(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * Takes over what a lesson or a request says of the user. Items the model never learnt are left
   * out.
   */
  Query of(UserView view) {
    if (excluded.length < catalogue.size()) {
      excluded = Arrays.copyOf(excluded, Math.max(64, catalogue.size() * 2));
    }
    question++;
    user = view.user();
    now = view.time();
    had = view.had();
    size = 0;
    reserve(view.recent().length);
    for (int i = 0; i < view.recent().length; i++) {
      int item = catalogue.number(view.recent()[i]);
      if (item >= 0 && catalogue.events(item) > 0) {
        items[size] = item;
        weights[size] = view.weights()[i];
        times[size++] = view.times()[i];
      }
    }
    for (long id : view.excluded()) {
      int item = catalogue.number(id);
      if (item >= 0) {
        excluded[item] = question;
      }
    }
    return this;
  }

  Catalogue catalogue() {
    return catalogue;
  }

  /** Fingerprint of the user's id. */
  long user() {
    return user;
  }

  /** Epoch milliseconds. */
  long now() {
    return now;
  }

  /** How many different items the user's history holds. */
  int had() {
    return had;
  }

  /** How many of the user's last items are told. */
  int size() {
    return size;
  }

  /** The number of the item at a place; 0 is the newest. */
  int item(int place) {
    return items[place];
  }

  /** The weight of the newest event of the item at a place. */
  float weight(int place) {
    return weights[place];
  }

  /** The time of the newest event of the item at a place, epoch milliseconds. */
  long time(int place) {
    return times[place];
  }

  /** Whether an item may not be listed: not for this user, or for nobody as it is withdrawn. */
  boolean excludes(int item) {
    return excluded[item] == question || catalogue.isWithdrawn(item);
  }

  /**
   * Room for numbers of one's own, from 0 to below {@code count}; the next who asks begins anew.
   */
  Scores scratch(int count) {
    return scratch.begin(count);
  }

  private void reserve(int capacity) {
    if (items.length < capacity) {
      items = new int[capacity];
      weights = new float[capacity];
      times = new long[capacity];
    }
  }
}
