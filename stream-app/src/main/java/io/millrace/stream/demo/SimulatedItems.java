package io.millrace.stream.demo;

import io.millrace.model.recommend.ItemDescription;
import io.millrace.model.recommend.ItemNotice;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The items of simulated activity. Each has one theme, by which tastes go, a popularity that few
 * have much of (Zipf) and a day on which it comes.
 *
 * <p>Of its two categories the first is its theme and so explains who takes it; the second, a
 * colour, explains nothing. The title is made of them, the price of neither.
 */
final class SimulatedItems {
  private static final int NEW_FOR_DAYS = 180;
  private static final long DAY_MILLIS = 86_400_000;
  private static final List<String> COLOURS =
      List.of("red", "blue", "green", "white", "black", "yellow", "grey", "brown");
  private static final String[][] THINGS = {
    {"garden", "rake", "pot", "hose"},
    {"kitchen", "kettle", "pan", "jug"},
    {"light", "lamp", "lantern", "candle"},
    {"paper", "notebook", "card", "envelope"},
    {"toys", "kite", "puzzle", "train"},
    {"music", "flute", "drum", "songbook"},
    {"sport", "ball", "racket", "whistle"},
    {"travel", "bag", "map", "flask"},
    {"wool", "scarf", "blanket", "hat"},
    {"bath", "towel", "soap dish", "mirror"},
    {"tools", "hammer", "saw", "box"},
    {"party", "garland", "balloon", "banner"},
  };

  /** How many there are. */
  static final int THEMES = THINGS.length;

  private final ActivitySettings settings;
  private final double[] cumulative;
  private final int[] firstDays;
  private final int[] themes;

  SimulatedItems(ActivitySettings settings) {
    this.settings = settings;
    int items = settings.items();
    cumulative = new double[items];
    firstDays = new int[items];
    themes = new int[items];
    Random random = SeededRandom.of(settings.seed(), "items", 0);
    double sum = 0;
    for (int item = 0; item < items; item++) {
      sum += 1 / (random.nextInt(items) + 10.0);
      cumulative[item] = sum;
      themes[item] = random.nextInt(THEMES);
      boolean late = random.nextInt(3) == 0;
      firstDays[item] = late ? random.nextInt(NEW_FOR_DAYS) : 0;
    }
  }

  /** The item that often follows another. */
  int after(int item) {
    return (item * 31 + 7) % firstDays.length;
  }

  /** Any, by popularity, of those that ever come. */
  int draw(Random random) {
    double at = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, at);
    return Math.min(cumulative.length - 1, found < 0 ? -found - 1 : found);
  }

  /** Whether it has come by a day, counted from 0. */
  boolean isThere(int item, int day) {
    return firstDays[item] <= day;
  }

  int theme(int item) {
    return themes[item];
  }

  static String name(int item) {
    return "i" + item;
  }

  /** What is said of each that comes in the days simulated, from its day on, in that order. */
  List<ItemNotice> notices() {
    List<ItemNotice> notices = new ArrayList<>();
    Random random = SeededRandom.of(settings.seed(), "descriptions", 0);
    long start = settings.start().atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    for (int item = 0; item < themes.length; item++) {
      ItemDescription about = describe(item, random);
      if (firstDays[item] < settings.days()) {
        long from = start + firstDays[item] * DAY_MILLIS;
        notices.add(new ItemNotice(name(item), false, from, about));
      }
    }
    notices.sort((a, b) -> Long.compare(a.time(), b.time())); // Stable: by number at equal times.
    return notices;
  }

  private ItemDescription describe(int item, Random random) {
    String[] things = THINGS[themes[item]];
    String colour = COLOURS.get(random.nextInt(COLOURS.size()));
    String thing = things[1 + random.nextInt(things.length - 1)];
    String title = colour.substring(0, 1).toUpperCase(Locale.ROOT) + colour.substring(1);
    double price = (50 + random.nextInt(4_950)) / 100.0;
    return new ItemDescription(title + " " + thing + " " + item, List.of(things[0], colour), price);
  }
}
