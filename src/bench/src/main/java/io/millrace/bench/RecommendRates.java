package io.millrace.bench;

import io.millrace.model.recommend.Asker;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.state.StateWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The same as {@link RecommendBench} as one table of one run, in processor time of the one thread
 * that works: for machines that others use too. Garbage collection and the compilers have threads
 * of their own and do not count.
 */
public final class RecommendRates {
  private static final int WARM = 40_000;
  private static final int MEASURED = 5_000;
  private static final int LISTED = 20;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private RecommendRates() {}

  public static void main(String[] arguments) {
    System.out.printf(
        "%-6s %8s %18s %14s %12s%n",
        "what", "items", "list+test+learn/s", "list alone/s", "state B/item");
    for (String generators : List.of("blend", "light")) {
      // The first run of all is the compilers'.
      row(generators, 1_000, false);
      for (int items : new int[] {1_000, 3_659, 10_000, 100_000}) row(generators, items, true);
    }
  }

  private static void row(String generators, int items, boolean told) {
    Shoppers shoppers = new Shoppers(items);
    Recommender recommender = new Recommender(RecommendBench.config(generators));
    for (int i = 0; i < WARM; i++) recommender.learn(shoppers.next());
    List<Lesson> lessons = new ArrayList<>();
    for (int i = 0; i < MEASURED; i++) lessons.add(shoppers.next());
    Asker asker = recommender.asker();

    long start = THREADS.getCurrentThreadCpuTime();
    for (Lesson lesson : lessons) asker.recommend(lesson.view(), LISTED);
    long listed = THREADS.getCurrentThreadCpuTime();
    for (Lesson lesson : lessons) recommender.learn(lesson);
    long learnt = THREADS.getCurrentThreadCpuTime();

    StateWriter state = new StateWriter(1 << 20);
    recommender.write(state);
    if (!told) return;
    System.out.printf(
        Locale.ROOT,
        "%-6s %,8d %,18.0f %,14.0f %,12d%n",
        generators,
        recommender.items(),
        MEASURED / ((learnt - listed) / 1e9),
        MEASURED / ((listed - start) / 1e9),
        state.size() / recommender.items());
  }
}
