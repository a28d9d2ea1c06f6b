package io.millrace.stream.config;

import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.Learners;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads {@code learners:}, a list, or {@code learner:}, the short form of a list of one. */
final class LearnersReader {
  private static final String ONE = "{kind: logistic, update, rate, hash_bits} or another kind";
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
    LearnerReader reader = new LearnerReader(root, problems);
    if (!top.has("learners")) {
      Node only = top.node("learner");
      if (only == null) {
        top.section("learner", List.of(), ONE);
        return null;
      }
      Learners.Named learner = named(reader, top, only, "learner", false);
      return learner == null ? null : top.make("", () -> new Learners(List.of(learner)));
    }
    if (top.has("learner")) {
      top.refuse("learner", "no such key beside learners; keep one of them");
    }
    List<Learners.Named> all = new ArrayList<>();
    List<Node> items = top.items("learners", LIST);
    for (int i = 0; i < items.size(); i++) {
      Learners.Named learner = named(reader, top, items.get(i), "learners[" + i + "]", true);
      if (learner != null) all.add(learner);
    }
    return all.size() < items.size() ? null : top.make("", () -> new Learners(all));
  }

  private static Learners.Named named(
      LearnerReader reader, Section top, Node node, String path, boolean required) {
    LearnerConfig config = reader.read(node, path);
    String name = reader.name(node, path, required);
    if (config == null || required && name == null) return null;
    return top.make(
        "",
        at(
            path,
            () -> name == null ? Learners.Named.of(config) : new Learners.Named(name, config)));
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
