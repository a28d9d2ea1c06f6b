package io.millrace.stream.config;

import java.util.List;
import java.util.stream.Stream;

/** Dotted paths of keys with list indices: {@code features[0].bins}, or {@code features.0.bins}. */
final class KeyPath {
  private KeyPath() {}

  static List<String> steps(String path) {
    return Stream.of(path.replace('[', '.').replace("]", "").split("\\."))
        .filter(step -> !step.isEmpty())
        .toList();
  }

  /** The child of a node that a step names, or null. */
  static Node child(Node node, String step) {
    if (node instanceof Node.Mapping mapping) {
      Node.Entry entry = mapping.entries().get(step);
      return entry == null ? null : entry.value();
    }
    if (node instanceof Node.Sequence sequence) {
      int index = index(step);
      return index >= 0 && index < sequence.items().size() ? sequence.items().get(index) : null;
    }
    return null;
  }

  /** The list index that a step says, or -1. */
  static int index(String step) {
    return step.matches("[0-9]{1,6}") ? Integer.parseInt(step) : -1;
  }
}
