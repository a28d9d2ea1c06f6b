package io.millrace.stream.config;

import io.millrace.model.recommend.FactorsConfig;
import io.millrace.model.recommend.GeneratorConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Reads {@code generators:}, a list of blocks each of which says its kind. */
final class GeneratorsReader {
  private static final String LIST = "a list of generators, e.g. {kind: popularity, half_life: 7d}";
  private static final String LAST = "1 to 1000";
  private static final String SHARE = "a number above 0, at most 1";
  private static final String POWER = "0 to 2";
  private static final String SHRINK = "a number above 0";

  private static final Map<Grammar, BiFunction<Section, String, GeneratorConfig>> KINDS =
      new LinkedHashMap<>();

  static {
    KINDS.put(Grammar.POPULARITY, GeneratorsReader::popularity);
    KINDS.put(Grammar.CO_OCCURRENCE, GeneratorsReader::coOccurrence);
    KINDS.put(Grammar.MARKOV, GeneratorsReader::markov);
    KINDS.put(Grammar.USER_NEIGHBOURS, GeneratorsReader::userNeighbours);
    KINDS.put(Grammar.BPR, GeneratorsReader::bpr);
    KINDS.put(Grammar.CONTENT, GeneratorsReader::content);
    KINDS.put(Grammar.EMBEDDINGS, GeneratorsReader::embeddings);
    KINDS.put(Grammar.ISGD, GeneratorsReader::isgd);
  }

  private final Node root;
  private final Problems problems;

  GeneratorsReader(Node root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  List<GeneratorConfig> read(Section top) {
    List<GeneratorConfig> generators = new ArrayList<>();
    List<Node> items = top.items("generators", LIST);
    if (top.has("generators") && items.isEmpty()) {
      top.refuse("generators", "at least one, e.g. {kind: popularity, half_life: 7d}");
    }
    for (int i = 0; i < items.size(); i++) {
      GeneratorConfig generator = read(items.get(i), "generators[" + i + "]");
      if (generator != null) {
        generators.add(generator);
      }
    }
    return generators;
  }

  private GeneratorConfig read(Node item, String path) {
    List<String> kinds = KINDS.keySet().stream().map(GeneratorsReader::word).toList();
    String kind =
        item instanceof Node.Mapping mapping && mapping.entries().containsKey("kind")
            ? mapping.entries().get("kind").value().said()
            : null;
    for (Map.Entry<Grammar, BiFunction<Section, String, GeneratorConfig>> known :
        KINDS.entrySet()) {
      if (word(known.getKey()).equals(kind)) {
        Section s = Section.of(root, item, path, known.getKey().keys(), problems);
        return known.getValue().apply(s, path + ".");
      }
    }
    String expected = "one of " + String.join(", ", kinds);
    if (kind == null) {
      problems.add(item.place(), path, item.said(), "the key kind, " + expected);
    } else {
      Node said = ((Node.Mapping) item).entries().get("kind").value();
      problems.add(said.place(), path + ".kind", kind, expected + Nearest.hint(kind, kinds));
    }
    return null;
  }

  private static String word(Grammar section) {
    return section.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static GeneratorConfig popularity(Section s, String prefix) {
    Duration halfLife = s.duration("half_life", "7d");
    return s.make(prefix, () -> new GeneratorConfig.Popularity(halfLife));
  }

  private static GeneratorConfig coOccurrence(Section s, String prefix) {
    int last = s.wholeOr("last", 50, LAST);
    double decay = s.numberOr("decay", .95, SHARE);
    double fade = s.numberOr("fade", .9, SHARE);
    double a = s.numberOr("a", .7, POWER);
    double b = s.numberOr("b", .6, POWER);
    double shrink = s.numberOr("shrink", 5, SHRINK);
    double back = s.numberOr("back", .5, "0 to 1");
    int keep = s.wholeOr("keep", 300, "10 to 10000");
    return s.make(
        prefix,
        () -> new GeneratorConfig.CoOccurrence(last, decay, fade, a, b, shrink, back, keep));
  }

  private static GeneratorConfig markov(Section s, String prefix) {
    int last = s.wholeOr("last", 5, LAST);
    double decay = s.numberOr("decay", .6, SHARE);
    double fade = s.numberOr("fade", .6, SHARE);
    double b = s.numberOr("b", .2, POWER);
    double shrink = s.numberOr("shrink", 3, SHRINK);
    int keep = s.wholeOr("keep", 200, "10 to 10000");
    return s.make(prefix, () -> new GeneratorConfig.Markov(last, decay, fade, b, shrink, keep));
  }

  private static GeneratorConfig userNeighbours(Section s, String prefix) {
    int last = s.wholeOr("last", 50, LAST);
    double fade = s.numberOr("fade", .95, SHARE);
    double a = s.numberOr("a", .5, POWER);
    double b = s.numberOr("b", .3, POWER);
    double shrink = s.numberOr("shrink", 5, SHRINK);
    int neighbours = s.wholeOr("neighbours", 100, "1 to 10000");
    int users = s.wholeOr("users", 20_000, "1 to 16777215");
    int profile = s.wholeOr("profile", 200, "1 to 10000");
    int takers = s.wholeOr("takers", 500, "1 to 100000");
    return s.make(
        prefix,
        () ->
            new GeneratorConfig.UserNeighbours(
                last, fade, a, b, shrink, neighbours, users, profile, takers));
  }

  private static GeneratorConfig bpr(Section s, String prefix) {
    FactorsConfig usual = new FactorsConfig(32, 20, .85, .1, .01, 3, 3, 20_000, 1);
    Supplier<FactorsConfig> factors = factors(s, usual, GeneratorConfig.Bpr.MOST_NEGATIVES);
    return s.make(prefix, () -> new GeneratorConfig.Bpr(factors.get()));
  }

  private static GeneratorConfig embeddings(Section s, String prefix) {
    FactorsConfig usual = new FactorsConfig(32, 20, .9, .5, .001, 50, 3, 20_000, 1);
    Supplier<FactorsConfig> factors = factors(s, usual, GeneratorConfig.Embeddings.MOST_NEGATIVES);
    return s.make(prefix, () -> new GeneratorConfig.Embeddings(factors.get()));
  }

  /**
   * @param usual of what is not said
   */
  private static Supplier<FactorsConfig> factors(Section s, FactorsConfig usual, int negatives) {
    int length = s.wholeOr("factors", usual.factors(), "1 to 1000");
    int last = s.wholeOr("last", usual.last(), LAST);
    double fade = s.numberOr("fade", usual.fade(), SHARE);
    double rate = s.numberOr("rate", usual.rate(), SHARE);
    double regularization = s.numberOr("regularization", usual.regularization(), "0 to 1");
    int drawn = s.wholeOr("negatives", usual.negatives(), "1 to " + negatives);
    int replay = s.wholeOr("replay", usual.replay(), "0 to 100");
    int memory = s.wholeOr("memory", usual.memory(), "1 to 10000000");
    int seed = s.wholeOr("seed", (int) usual.seed(), "a whole number");
    return () ->
        new FactorsConfig(length, last, fade, rate, regularization, drawn, replay, memory, seed);
  }

  private static GeneratorConfig content(Section s, String prefix) {
    int last = s.wholeOr("last", 20, LAST);
    double fade = s.numberOr("fade", .9, SHARE);
    double popular = s.numberOr("popular", .5, POWER);
    int mostEvents = s.wholeOr("most_events", Integer.MAX_VALUE, "0 or more");
    Duration halfLife = s.durationOr("half_life", Duration.ZERO);
    return s.make(
        prefix, () -> new GeneratorConfig.Content(last, fade, popular, mostEvents, halfLife));
  }

  private static GeneratorConfig isgd(Section s, String prefix) {
    int factors = s.wholeOr("factors", 10, "1 to 1000");
    double rate = s.numberOr("rate", .02, SHARE);
    double regularization = s.numberOr("regularization", .01, "0 to 1");
    int iterations = s.wholeOr("iterations", 1, "1 to 100");
    int users = s.wholeOr("users", 100_000, "1 to 16777215");
    int seed = s.wholeOr("seed", 1, "a whole number");
    double start = s.numberOr("start", .1, "0 to 1; start at 0.1");
    double spread = s.numberOr("spread", .005, "above 0, at most 1; start at 0.005");
    return s.make(
        prefix,
        () ->
            new GeneratorConfig.Isgd(
                factors, rate, regularization, iterations, users, seed, start, spread));
  }
}
