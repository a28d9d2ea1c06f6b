package io.millrace.bench;

import io.millrace.model.recommend.Asker;
import io.millrace.model.recommend.GeneratorConfig;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Listed;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.recommend.RecommenderConfig;
import io.millrace.stream.config.RecommendFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a recommender costs an activity, by the size of the catalogue: {@code learn} makes the list,
 * tests it and learns; {@code recommend} makes the list. Users take items near each other, some
 * much oftener than others; every history holds about a hundred. {@code blend} is every generator
 * of the shipped pipeline, {@code described} the same with categories of every item, {@code light}
 * co-occurrence and one popularity.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecommendBench {
  private static final int LESSONS = 60_000;
  private static final int KEPT = 1 << 13;

  @Param({"1000", "3659", "10000", "100000"})
  private int items;

  @Param({"blend", "described", "light"})
  private String generators;

  private Recommender recommender;
  private Asker asker;
  private final List<Lesson> lessons = new ArrayList<>();
  private int next;

  /** Of the shipped pipeline; {@code light} is two of its generators. */
  static RecommenderConfig config(String generators) {
    RecommenderConfig shipped =
        RecommendFile.read(Path.of("recommendations.yaml"), Map.of()).recommender();
    if (!generators.equals("light")) return shipped;
    GeneratorConfig popularity = new GeneratorConfig.Popularity(Duration.ofDays(7));
    List<GeneratorConfig> light =
        shipped.generators().stream()
            .filter(g -> g.equals(popularity) || g instanceof GeneratorConfig.CoOccurrence)
            .toList();
    return new RecommenderConfig(light, shipped.blend());
  }

  static boolean describes(String generators) {
    return generators.equals("described");
  }

  @Setup
  public void learnFirst() {
    recommender = new Recommender(config(generators));
    asker = recommender.asker();
    Shoppers shoppers = new Shoppers(items);
    if (describes(generators)) {
      for (int item = 0; item < items; item++) recommender.notice(shoppers.notice(item));
    }
    for (int i = 0; i < LESSONS; i++) {
      Lesson lesson = shoppers.next();
      recommender.learn(lesson);
      if (i >= LESSONS - KEPT) {
        lessons.add(lesson);
      }
    }
  }

  private Lesson next() {
    next = (next + 1) & (KEPT - 1);
    return lessons.get(next);
  }

  @Benchmark
  public Listed recommend() {
    return asker.recommend(next().view(), 20);
  }

  @Benchmark
  public long learn() {
    recommender.learn(next());
    return recommender.lessons();
  }
}
