package io.millrace.model.recommend;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What shapes a recommender.
 *
 * @param generators one or more, each named once
 * @param items how many are known at most, 10 to 10,000,000
 * @param popularityPenalty what an item's score loses in a list each time that its activity is
 *     doubled, log odds, 0 to 10; 0 leaves the order as it was learnt
 * @param exploration how much of a list that is shown is left to chance; null for nothing
 * @param diversity how much the items of a list are to differ
 */
public record RecommenderConfig(
    List<GeneratorConfig> generators,
    BlendConfig blend,
    int items,
    double popularityPenalty,
    ExplorationConfig exploration,
    Diversity diversity) {
  public static final int DEFAULT_ITEMS = 1_000_000;

  /** Of as many items as usual. */
  public RecommenderConfig(List<GeneratorConfig> generators, BlendConfig blend) {
    this(generators, blend, DEFAULT_ITEMS);
  }

  /** Lists in the order that was learnt. */
  public RecommenderConfig(List<GeneratorConfig> generators, BlendConfig blend, int items) {
    this(generators, blend, items, 0, null);
  }

  /** Lists in the order of scores. */
  public RecommenderConfig(
      List<GeneratorConfig> generators,
      BlendConfig blend,
      int items,
      double popularityPenalty,
      ExplorationConfig exploration) {
    this(generators, blend, items, popularityPenalty, exploration, Diversity.NONE);
  }

  /** Nothing is left to chance. */
  public RecommenderConfig(
      List<GeneratorConfig> generators, BlendConfig blend, int items, double popularityPenalty) {
    this(generators, blend, items, popularityPenalty, null);
  }

  public RecommenderConfig {
    Refusal.unless(
        items >= 10 && items <= 10_000_000,
        "recommend.items",
        items,
        "10 to 10000000; start at 1000000");
    Refusal.unless(
        popularityPenalty >= 0 && popularityPenalty <= 10,
        "recommend.popularity_penalty",
        popularityPenalty,
        "0 to 10; start at 0.1");
    generators = List.copyOf(generators);
    Refusal.unless(
        !generators.isEmpty() && generators.size() <= 20,
        "generators",
        generators.size(),
        "1 to 20 of them");
    for (GeneratorConfig generator : generators) {
      Refusal.unlessRoom("recommend.items", items, generator.kind(), generator.vectorLength());
    }
  }

  /** Of each generator, for people and metrics: {@code 1-popularity}. */
  public List<String> names() {
    return IntStream.range(0, generators.size())
        .mapToObj(i -> i + 1 + "-" + generators.get(i).kind())
        .toList();
  }

  /** Whether items are named that nobody took yet, from what is said of them. */
  boolean namesUntaken() {
    return generators.stream().anyMatch(g -> g instanceof GeneratorConfig.Content);
  }

  /** One generator of these without the others, whose order the blend leaves as it is. */
  public RecommenderConfig alone(GeneratorConfig generator) {
    return new RecommenderConfig(List.of(generator), blend.fixed(), items);
  }

  /** Equal texts make equal models of the same log. */
  public String canonical() {
    String text = generators + " " + blend + " " + items;
    if (popularityPenalty != 0) text += " popularityPenalty=" + popularityPenalty;
    if (exploration != null) text += " " + exploration;
    return diversity.matters() ? text + " " + diversity : text;
  }
}
