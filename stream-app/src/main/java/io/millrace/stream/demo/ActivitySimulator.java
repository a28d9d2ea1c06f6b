package io.millrace.stream.demo;

import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.ItemNotice;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Activity of users with tastes: who views and purchases what, in sessions, in the order of time.
 *
 * <p>Each user has a taste over themes, which drifts a little with every session; a session has a
 * theme of its own, drawn from the taste, and items that follow on each other ({@link
 * SimulatedItems}); a third of the items come new, in the first half year; on some days a trend
 * lifts a theme for a fortnight. One session in six is spent on whatever many like.
 *
 * <p>Two items in five of a session are purchased without a look, as one does who knows what he
 * came for; of those looked at, one in six is purchased at the session's end. So most purchases say
 * something that the activity just before them does not: were each preceded by a view of its item,
 * a list of what was viewed last would foretell nearly all.
 *
 * <p>Memory: the tastes and one day. About a second of a core for a million activities.
 */
public final class ActivitySimulator {
  private static final int DAY_SECONDS = 86_400;
  private static final int TREND_DAYS = 14;
  private static final int DRAWN = 8;
  private static final double SESSIONS_A_DAY = .3;
  private static final double AT_ONCE = .4;
  private static final double AFTER_A_LOOK = 1 / 6.0;
  private static final double ANYTHING = 1 / 6.0;
  private static final int NO_THEME = -1;
  private static final double DRIFT = .05;

  private final ActivitySettings settings;
  private final double[][] tastes;
  private final SimulatedItems items;

  public ActivitySimulator(ActivitySettings settings) {
    this.settings = settings;
    tastes = new double[settings.users()][SimulatedItems.THEMES];
    items = new SimulatedItems(settings);
  }

  /**
   * What is said of its items, each from the day on which it comes, in the order of time: a title,
   * a price, and two categories, of which the first is what tastes go by.
   */
  public List<ItemNotice> notices() {
    return items.notices();
  }

  /** Hands on all activity, from the first each time. */
  public void run(Consumer<Activity> out) {
    drawTastes();
    long midnight = settings.start().atStartOfDay().toEpochSecond(ZoneOffset.UTC);
    for (int day = 0; day < settings.days(); day++) {
      List<Activity> activities = day(day, midnight + (long) day * DAY_SECONDS);
      activities.sort(Comparator.comparingLong(Activity::time)); // Stable: as drawn at equal times.
      activities.forEach(out);
    }
  }

  private void drawTastes() {
    Random random = SeededRandom.of(settings.seed(), "tastes", 0);
    for (double[] taste : tastes) {
      for (int theme = 0; theme < SimulatedItems.THEMES; theme++) {
        double draw = random.nextDouble();
        taste[theme] = draw * draw * draw;
      }
    }
  }

  private List<Activity> day(int day, long midnight) {
    List<Activity> activities = new ArrayList<>();
    Random random = SeededRandom.of(settings.seed(), "day", day);
    int trend = trend(day);
    for (int user = 0; user < tastes.length; user++) {
      if (random.nextDouble() < SESSIONS_A_DAY) {
        session(user, trend, day, midnight, random, activities);
      }
    }
    return activities;
  }

  /** The theme that is in fashion that day. */
  private int trend(int day) {
    return SeededRandom.of(settings.seed(), "trend", day / TREND_DAYS)
        .nextInt(SimulatedItems.THEMES);
  }

  private void session(
      int user, int trend, int day, long midnight, Random random, List<Activity> out) {
    double[] taste = tastes[user];
    int theme = random.nextInt(5) == 0 ? trend : drawTheme(taste, random);
    int about = random.nextDouble() < ANYTHING ? NO_THEME : theme;
    long second = midnight + random.nextInt(DAY_SECONDS - 7200);
    int steps = 1 + random.nextInt(8);
    List<Integer> looked = new ArrayList<>();
    int last = -1;
    for (int i = 0; i < steps; i++) {
      int item = drawItem(about, last, day, random);
      boolean atOnce = random.nextDouble() < AT_ONCE;
      if (!atOnce) looked.add(item);
      out.add(activity(user, item, atOnce ? "purchase" : "view", second));
      second += 5 + random.nextInt(300);
      last = item;
    }
    for (int item : looked) {
      if (random.nextDouble() < AFTER_A_LOOK) {
        out.add(activity(user, item, "purchase", second));
        second += 1 + random.nextInt(60);
      }
    }
    taste[theme] += DRIFT;
    int other = random.nextInt(SimulatedItems.THEMES);
    taste[other] = Math.max(0, taste[other] - DRIFT);
  }

  private static Activity activity(int user, int item, String type, long second) {
    return new Activity("u" + user, SimulatedItems.name(item), type, 1, second * 1000);
  }

  private static int drawTheme(double[] taste, Random random) {
    double sum = 1e-9;
    for (double share : taste) {
      sum += share;
    }
    double at = random.nextDouble() * sum;
    int theme = 0;
    while (theme < SimulatedItems.THEMES - 1 && at >= taste[theme]) {
      at -= taste[theme++];
    }
    return theme;
  }

  /** By popularity, the best of a few for the theme; often the neighbour of the item before. */
  private int drawItem(int theme, int last, int day, Random random) {
    if (last >= 0 && random.nextInt(4) == 0) {
      int next = items.after(last);
      if (items.isThere(next, day)) {
        return next;
      }
    }
    int item = 0;
    for (int i = 0; i < DRAWN; i++) {
      int drawn = items.draw(random);
      if (items.isThere(drawn, day)) {
        item = drawn;
        if (items.theme(drawn) == theme) {
          return item;
        }
      }
    }
    return item;
  }
}
