package io.millrace.bench;

import io.millrace.model.recommend.Asker;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.state.StateWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code RecommendRates [blend|described|light [ITEMS ...]]}: the same as {@link RecommendBench} as
 * one table of one run, in processor time of the one thread that works: for machines that others
 * use too. Garbage collection and the compilers have threads of their own and do not count. Bytes
 * are of items and of the thousand users together; under the table stand those of a user's history,
 * and which of the aims at retail's 3,659 items are met.
 */
public final class RecommendRates {
  private static final int WARM = 40_000;
  private static final int MEASURED = 5_000;
  private static final int LISTED = 20;
  private static final int RETAIL = 3_659;
  private static final Map<String, Integer> AIMS =
      new TreeMap<>(Map.of("blend", 2_000, "described", 2_000, "light", 10_000));
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private RecommendRates() {}

  public static void main(String[] arguments) {
    long start = System.nanoTime();
    System.out.printf(
        "%-9s %8s %18s %14s %12s %12s%n",
        "what", "items", "list+test+learn/s", "list alone/s", "state B/item", "heap B/item");
    Collection<String> asked = arguments.length == 0 ? AIMS.keySet() : List.of(arguments[0]);
    List<String> verdicts = new ArrayList<>();
    for (String generators : asked) {
      // The first run of all is the compilers'.
      row(generators, 1_000, false);
      for (int items : sizes(arguments)) {
        double rate = row(generators, items, true);
        if (items == RETAIL) verdicts.add(verdict(generators, rate));
      }
    }
    Shoppers shoppers = new Shoppers(RETAIL);
    for (int i = 0; i < WARM; i++) shoppers.next();
    System.out.printf(
        Locale.ROOT,
        "%na user's history: %.0f items in %.0f bytes%n",
        shoppers.itemsPerUser(),
        shoppers.bytesPerUser());
    verdicts.forEach(System.out::println);
    System.out.printf(Locale.ROOT, "in %.0f s%n", (System.nanoTime() - start) / 1e9);
  }

  private static String verdict(String generators, double rate) {
    int aim = AIMS.get(generators);
    return String.format(
        Locale.ROOT,
        "%s at %,d items: %,.0f a second, aim %,d: %s",
        generators,
        RETAIL,
        rate,
        aim,
        rate >= aim ? "met" : "MISSED");
  }

  private static int[] sizes(String[] arguments) {
    return arguments.length < 2
        ? new int[] {1_000, RETAIL, 10_000, 100_000}
        : Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
  }

  private static double row(String generators, int items, boolean told) {
    long before = Heap.held();
    Recommender recommender = new Recommender(RecommendBench.config(generators));
    Shoppers shoppers = new Shoppers(items);
    if (RecommendBench.describes(generators)) {
      for (int item = 0; item < items; item++) recommender.notice(shoppers.notice(item));
    }
    double[] rates = rates(recommender, shoppers, items);
    long after = Heap.held();
    StateWriter state = new StateWriter(1 << 20);
    recommender.write(state);
    if (!told) return rates[0];
    System.out.printf(
        Locale.ROOT,
        "%-9s %,8d %,18.0f %,14.0f %,12d %,12d%n",
        generators,
        recommender.items(),
        rates[0],
        rates[1],
        state.size() / recommender.items(),
        (after - before) / recommender.items());
    return rates[0];
  }

  /** Lists tested and learnt, and lists alone, a second. */
  private static double[] rates(Recommender recommender, Shoppers shoppers, int items) {
    for (int item = 0; item < items; item++) recommender.learn(shoppers.first(item));
    for (int i = 0; i < WARM; i++) recommender.learn(shoppers.next());
    List<Lesson> lessons = new ArrayList<>();
    for (int i = 0; i < MEASURED; i++) lessons.add(shoppers.next());
    Asker asker = recommender.asker();

    long start = THREADS.getCurrentThreadCpuTime();
    for (Lesson lesson : lessons) asker.recommend(lesson.view(), LISTED);
    long listed = THREADS.getCurrentThreadCpuTime();
    for (Lesson lesson : lessons) recommender.learn(lesson);
    long learnt = THREADS.getCurrentThreadCpuTime();
    return new double[] {MEASURED / ((learnt - listed) / 1e9), MEASURED / ((listed - start) / 1e9)};
  }
}
