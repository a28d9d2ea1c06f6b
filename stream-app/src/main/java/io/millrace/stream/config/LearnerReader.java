package io.millrace.stream.config;

import io.millrace.model.learner.FactorizationConfig;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.LogisticConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

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

  private static double initialAccumulator(Section s) {
    return s.numberOr("initial_accumulator", LogisticConfig.DEFAULT_INITIAL_ACCUMULATOR, FROM_ZERO);
  }

  private static double epsilon(Section s) {
    return s.numberOr("epsilon", LogisticConfig.DEFAULT_EPSILON, ABOVE_ZERO);
  }
}
