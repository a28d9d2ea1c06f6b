package io.millrace.stream.config;

import io.millrace.model.learner.EnsembleConfig;
import io.millrace.model.learner.FactorizationConfig;
import io.millrace.model.learner.ForestConfig;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.LogisticConfig;
import io.millrace.model.learner.NetworkConfig;
import io.millrace.model.learner.TreeConfig;
import io.millrace.model.learner.TreeSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Reads the settings of a learner, a mapping that says its kind. */
final class LearnerReader {
  private static final String ABOVE_ZERO = "a number above 0";
  private static final String FROM_ZERO = "0 or a number above it";
  private static final String HASH_BITS = "10 to 26; start at 18";
  private static final String NAME = "a name of its own, e.g. challenger";
  private static final String SEED = "a whole number";

  private final Node root;
  private final Problems problems;
  private final Map<Grammar, BiFunction<Section, String, LearnerConfig>> kinds =
      new LinkedHashMap<>();

  LearnerReader(Node root, Problems problems) {
    this.root = root;
    this.problems = problems;
    kinds.put(Grammar.LOGISTIC, LearnerReader::logistic);
    kinds.put(Grammar.FACTORIZATION_MACHINE, LearnerReader::factorizationMachine);
    kinds.put(Grammar.HOEFFDING_TREE, LearnerReader::hoeffdingTree);
    kinds.put(Grammar.FOREST, LearnerReader::forest);
    kinds.put(Grammar.PERCEPTRON, (s, prefix) -> network(s, prefix, false));
    kinds.put(Grammar.WIDE_AND_DEEP, (s, prefix) -> network(s, prefix, true));
    kinds.put(Grammar.ENSEMBLE, this::ensemble);
  }

  /**
   * What a learner is called; null where it is called nothing.
   *
   * @param required whether that is refused
   */
  String name(Node node, String path, boolean required) {
    if (!(node instanceof Node.Mapping mapping)
        || !required && !mapping.entries().containsKey("name")) {
      return null;
    }
    // Its other keys were read before: what is wrong with them is said once.
    Section s = Section.of(root, node, path, List.copyOf(mapping.entries().keySet()), problems);
    return mapping.entries().containsKey("name") ? s.text("name", NAME) : missing(node, path);
  }

  private String missing(Node node, String path) {
    problems.add(node.place(), path + ".name is missing, expected " + NAME);
    return null;
  }

  /**
   * @param path of the node, for messages
   */
  LearnerConfig read(Node node, String path) {
    String expected = "one of " + String.join(", ", words());
    if (!(node instanceof Node.Mapping mapping)) {
      problems.add(node.place(), path, node.said(), "keys: kind, ..., the kind " + expected);
      return null;
    }
    Node.Entry kind = mapping.entries().get("kind");
    if (kind == null) {
      problems.add(node.place(), path + ".kind is missing, expected " + expected);
      return null;
    }
    for (var known : kinds.entrySet()) {
      if (word(known.getKey()).equals(kind.value().said())) {
        Section s = Section.of(root, node, path, known.getKey().keys(), problems);
        return known.getValue().apply(s, path + ".");
      }
    }
    String said = kind.value().said();
    problems.add(
        kind.value().place(), path + ".kind", said, expected + Nearest.hint(said, words()));
    return null;
  }

  private List<String> words() {
    return kinds.keySet().stream().map(LearnerReader::word).toList();
  }

  private static String word(Grammar section) {
    return section.name().toLowerCase(Locale.ROOT);
  }

  private static LearnerConfig logistic(Section s, String prefix) {
    String update = s.word("update", List.of(LogisticConfig.FTRL, LogisticConfig.ADAGRAD));
    double rate = s.number("rate", "a number above 0; start at 0.1");
    double beta = s.numberOr("beta", LogisticConfig.DEFAULT_BETA, ABOVE_ZERO);
    double l1 = s.numberOr("l1", LogisticConfig.DEFAULT_L1, FROM_ZERO);
    double l2 = s.numberOr("l2", LogisticConfig.DEFAULT_L2, FROM_ZERO);
    int hashBits = s.whole("hash_bits", HASH_BITS);
    double initial = initialAccumulator(s);
    double epsilon = epsilon(s);
    return s.make(
        prefix,
        () ->
            new LogisticConfig(
                LogisticConfig.LOGISTIC, update, rate, beta, l1, l2, hashBits, initial, epsilon));
  }

  private static LearnerConfig factorizationMachine(Section s, String prefix) {
    int factors = s.wholeOr("factors", FactorizationConfig.DEFAULT_FACTORS, "1 to 64");
    double rate = s.number("rate", "a number above 0; start at 0.05");
    double factorRate = s.numberOr("factor_rate", rate, ABOVE_ZERO);
    double spread = s.numberOr("spread", FactorizationConfig.DEFAULT_SPREAD, ABOVE_ZERO);
    int seed = s.wholeOr("seed", FactorizationConfig.DEFAULT_SEED, SEED);
    int hashBits = s.whole("hash_bits", HASH_BITS);
    double initial = initialAccumulator(s);
    double epsilon = epsilon(s);
    return s.make(
        prefix,
        () ->
            new FactorizationConfig(
                factors, rate, factorRate, spread, seed, hashBits, initial, epsilon));
  }

  private static LearnerConfig hoeffdingTree(Section s, String prefix) {
    Supplier<TreeSettings> tree = tree(s);
    return s.make(prefix, () -> new TreeConfig(tree.get()));
  }

  private static LearnerConfig forest(Section s, String prefix) {
    String method =
        s.word(
            "method",
            List.of(ForestConfig.LEVERAGING_BAGGING, ForestConfig.ADAPTIVE_RANDOM_FOREST));
    int trees = s.wholeOr("trees", ForestConfig.DEFAULT_TREES, "1 to 100; start at 10");
    double lambda = s.numberOr("lambda", ForestConfig.DEFAULT_LAMBDA, ABOVE_ZERO);
    int features = s.wholeOr("features", 0, "1 to 10000");
    double drift = s.numberOr("drift", ForestConfig.DEFAULT_DRIFT, ABOVE_ZERO);
    double warning = s.numberOr("warning", ForestConfig.DEFAULT_WARNING, ABOVE_ZERO);
    int seed = s.wholeOr("seed", ForestConfig.DEFAULT_SEED, SEED);
    Supplier<TreeSettings> tree = tree(s);
    return s.make(
        prefix,
        () -> new ForestConfig(method, trees, lambda, features, drift, warning, seed, tree.get()));
  }

  private static Supplier<TreeSettings> tree(Section s) {
    double grace = s.numberOr("grace", TreeSettings.DEFAULT_GRACE, "1 or more");
    double confidence = s.numberOr("confidence", TreeSettings.DEFAULT_CONFIDENCE, ABOVE_ZERO);
    double tie = s.numberOr("tie", TreeSettings.DEFAULT_TIE, FROM_ZERO);
    String leaf =
        s.has("leaf")
            ? s.word(
                "leaf",
                List.of(TreeSettings.SHARE, TreeSettings.NAIVE_BAYES, TreeSettings.ADAPTIVE))
            : TreeSettings.ADAPTIVE;
    int maxNodes = s.wholeOr("max_nodes", TreeSettings.DEFAULT_MAX_NODES, "3 to 1000000");
    return () -> new TreeSettings(grace, confidence, tie, leaf, maxNodes);
  }

  private static LearnerConfig network(Section s, String prefix, boolean wide) {
    int size = s.wholeOr("embedding", NetworkConfig.DEFAULT_SIZE, "1 to 64; start at 4");
    List<Integer> hidden = hidden(s);
    double rate = s.number("rate", "a number above 0; start at 0.05");
    double embeddingRate = s.numberOr("embedding_rate", rate, ABOVE_ZERO);
    double spread = s.numberOr("spread", NetworkConfig.DEFAULT_SPREAD, ABOVE_ZERO);
    int seed = s.wholeOr("seed", NetworkConfig.DEFAULT_SEED, SEED);
    int hashBits = s.whole("hash_bits", HASH_BITS);
    double initial = initialAccumulator(s);
    double epsilon = epsilon(s);
    return s.make(
        prefix,
        () ->
            new NetworkConfig(
                wide, size, hidden, rate, embeddingRate, spread, seed, hashBits, initial, epsilon));
  }

  private static List<Integer> hidden(Section s) {
    if (!s.has("hidden")) {
      return NetworkConfig.DEFAULT_HIDDEN;
    }
    String expected = "the units of one or two layers, e.g. [16] or [32, 16]";
    List<Integer> units = new ArrayList<>();
    for (String text : s.texts("hidden", expected)) {
      if (text.matches("[0-9]{1,9}")) {
        units.add(Integer.valueOf(text));
      } else {
        s.refuse("hidden", expected);
      }
    }
    return units;
  }

  private LearnerConfig ensemble(Section s, String prefix) {
    List<LearnerConfig> members = new ArrayList<>();
    List<Node> items = s.items("members", "a list of learners, each with its kind");
    for (int i = 0; i < items.size(); i++) {
      String path = prefix + "members[" + i + "]";
      if (items.get(i) instanceof Node.Mapping mapping && mapping.entries().containsKey("name")) {
        problems.add(
            mapping.entries().get("name").keyPlace(),
            path + ".name",
            mapping.entries().get("name").value().said(),
            "no such key: a member has no name");
      }
      LearnerConfig member = read(items.get(i), path);
      if (member != null) members.add(member);
    }
    double rate = s.numberOr("rate", EnsembleConfig.DEFAULT_RATE, ABOVE_ZERO);
    double share = s.numberOr("share", EnsembleConfig.DEFAULT_SHARE, FROM_ZERO);
    return s.make(prefix, () -> new EnsembleConfig(members, rate, share));
  }

  private static double initialAccumulator(Section s) {
    return s.numberOr("initial_accumulator", LogisticConfig.DEFAULT_INITIAL_ACCUMULATOR, FROM_ZERO);
  }

  private static double epsilon(Section s) {
    return s.numberOr("epsilon", LogisticConfig.DEFAULT_EPSILON, ABOVE_ZERO);
  }
}
