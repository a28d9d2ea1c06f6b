package io.millrace.stream.config;

import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.Learners;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads {@code learners:}, a list, or {@code learner:}, the short form of a list of one. */
final class LearnersReader {
  private static final String ONE = "{kind, update, rate, hash_bits}";
  private static final String LIST =
      "a list of learners, e.g. {name: a, kind: logistic, update: ftrl, rate: 0.1, hash_bits: 18}";

  private final Node root;
  private final Problems problems;

  LearnersReader(Node root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  /** Null if anything of it was refused. */
  Learners read(Section top) {
    if (!top.has("learners")) {
      Section only = top.section("learner", Grammar.LEARNER.keys(), ONE);
      Learners.Named learner = named(only, "learner", false);
      return learner == null ? null : new Learners(List.of(learner));
    }
    if (top.has("learner")) {
      top.refuse("learner", "no such key beside learners; keep one of them");
    }
    List<Learners.Named> all = new ArrayList<>();
    List<Node> items = top.items("learners", LIST);
    for (int i = 0; i < items.size(); i++) {
      String path = "learners[" + i + "]";
      Section s = Section.of(root, items.get(i), path, Grammar.LEARNER.keys(), problems);
      Learners.Named learner = named(s, path, true);
      if (learner != null) all.add(learner);
    }
    return all.size() < items.size() ? null : top.make("", () -> new Learners(all));
  }

  private static Learners.Named named(Section s, String path, boolean required) {
    String name =
        required || s.has("name") ? s.text("name", "a name of its own, e.g. challenger") : null;
    LearnerConfig config = config(s, path);
    if (config == null) return null;
    return s.make(
        "",
        at(
            path,
            () -> name == null ? Learners.Named.of(config) : new Learners.Named(name, config)));
  }

  private static LearnerConfig config(Section s, String path) {
    String kind = s.word("kind", List.of(LearnerConfig.LOGISTIC));
    String update = s.word("update", List.of(LearnerConfig.FTRL, LearnerConfig.ADAGRAD));
    double rate = s.number("rate", "a number above 0; start at 0.1");
    double beta = s.numberOr("beta", LearnerConfig.DEFAULT_BETA, "a number above 0");
    double l1 = s.numberOr("l1", LearnerConfig.DEFAULT_L1, "0 or a number above it");
    double l2 = s.numberOr("l2", LearnerConfig.DEFAULT_L2, "0 or a number above it");
    int hashBits = s.whole("hash_bits", "10 to 26; start at 18");
    double initial =
        s.numberOr(
            "initial_accumulator",
            LearnerConfig.DEFAULT_INITIAL_ACCUMULATOR,
            "0 or a number above it");
    double epsilon = s.numberOr("epsilon", LearnerConfig.DEFAULT_EPSILON, "a number above 0");
    return s.make(
        "",
        at(
            path,
            () -> new LearnerConfig(kind, update, rate, beta, l1, l2, hashBits, initial, epsilon)));
  }

  /** A refusal says {@code learner.KEY}; in a list that key has another path. */
  private static <T> Supplier<T> at(String path, Supplier<T> maker) {
    return () -> {
      try {
        return maker.get();
      } catch (IllegalArgumentException e) {
        String told = e.getMessage();
        String key = told.startsWith("learner.") ? told.substring("learner".length()) : null;
        throw new IllegalArgumentException(key == null ? told : path + key, e);
      }
    };
  }
}
