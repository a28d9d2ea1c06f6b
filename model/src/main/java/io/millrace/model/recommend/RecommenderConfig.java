package io.millrace.model.recommend;

import java.util.List;

/**
 * What shapes a recommender.
 *
 * @param generators one or more, each named once
 */
public record RecommenderConfig(List<GeneratorConfig> generators, BlendConfig blend) {
  public RecommenderConfig {
    generators = List.copyOf(generators);
    Refusal.unless(
        !generators.isEmpty() && generators.size() <= 20,
        "generators",
        generators.size(),
        "1 to 20 of them");
  }

  /** One generator of these without the others, whose order the blend leaves as it is. */
  public RecommenderConfig alone(GeneratorConfig generator) {
    return new RecommenderConfig(List.of(generator), blend.fixed());
  }

  /** Equal texts make equal models of the same log. */
  public String canonical() {
    return generators + " " + blend;
  }
}
