package io.millrace.model.recommend;

import io.millrace.model.feature.TextHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Streams of activity for tests, and the lessons that a pipeline would make of them. */
final class Pasts {
  static final long HOUR = 3_600_000L;
  static final Asking NEW_ITEMS = new Asking(20, false, false);
  static final Asking REPEATS = new Asking(20, true, true);

  private Pasts() {}

  /** Users who stay near a taste of their own, in event time. */
  static List<Activity> random(long seed, int count, int users, int items) {
    Random random = new Random(seed);
    List<Activity> activities = new ArrayList<>();
    long time = 1_600_000_000_000L;
    for (int i = 0; i < count; i++) {
      int user = random.nextInt(users);
      int taste = user * 7 % items;
      int item = (taste + (int) Math.abs(random.nextGaussian() * 5)) % items;
      time += random.nextInt(3) * HOUR / 2;
      activities.add(new Activity("u" + user, "i" + item, "purchase", 1, time));
    }
    return activities;
  }

  /** Of as many activities, from 0.05 to 1. */
  static float[] weights(long seed, int count) {
    Random random = new Random(seed);
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) weights[i] = .05f + .95f * random.nextFloat();
    return weights;
  }

  /** What is said of the item {@code i17}; nothing is of items of other names. */
  static List<String> categories(String item) {
    if (!item.matches("i[0-9]+")) return List.of();
    int number = Integer.parseInt(item.substring(1));
    return List.of("block " + number / 10, "rest " + number % 7);
  }

  static UserView nobody(long time) {
    return new UserView(0, new long[0], new float[0], new long[0], new long[0], 0, time);
  }

  /** A user who took these items, the last one last, an hour apart, just before the time. */
  static UserView who(String user, long time, String... items) {
    UserHistory history = new UserHistory(100);
    for (int i = 0; i < items.length; i++) {
      history.add(new Activity(user, items[i], "", 1, time - (items.length - i) * HOUR), 1);
    }
    return history.view(TextHash.of(user), time, NEW_ITEMS);
  }
}
