package io.millrace.bench;

import io.millrace.model.recommend.Asker;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.state.StateWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code RecommendRates [blend|light [ITEMS ...]]}: the same as {@link RecommendBench} as one table
 * of one run, in processor time of the one thread that works: for machines that others use too.
 * Garbage collection and the compilers have threads of their own and do not count. Bytes are of
 * items and of the thousand users together.
 */
public final class RecommendRates {
  private static final int WARM = 40_000;
  private static final int MEASURED = 5_000;
  private static final int LISTED = 20;
  private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private RecommendRates() {}

  public static void main(String[] arguments) {
    System.out.printf(
        "%-6s %8s %18s %14s %12s %12s%n",
        "what", "items", "list+test+learn/s", "list alone/s", "state B/item", "heap B/item");
    List<String> asked = arguments.length == 0 ? List.of("blend", "light") : List.of(arguments[0]);
    for (String generators : asked) {
      // The first run of all is the compilers'.
      row(generators, 1_000, false);
      for (int items : sizes(arguments)) row(generators, items, true);
    }
  }

  private static int[] sizes(String[] arguments) {
    return arguments.length < 2
        ? new int[] {1_000, 3_659, 10_000, 100_000}
        : Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
  }

  private static void row(String generators, int items, boolean told) {
    long before = held();
    Recommender recommender = new Recommender(RecommendBench.config(generators));
    double[] rates = rates(recommender, new Shoppers(items), items);
    long after = held();
    StateWriter state = new StateWriter(1 << 20);
    recommender.write(state);
    if (!told) return;
    System.out.printf(
        Locale.ROOT,
        "%-6s %,8d %,18.0f %,14.0f %,12d %,12d%n",
        generators,
        recommender.items(),
        rates[0],
        rates[1],
        state.size() / recommender.items(),
        (after - before) / recommender.items());
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

  /** Bytes that are reachable. */
  private static long held() {
    MEMORY.gc();
    return MEMORY.getHeapMemoryUsage().getUsed();
  }
}
