package io.millrace.stream.config;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/** Dotted paths of fields in a record. */
final class Paths {
  static final String EXPECTED = "the dotted path of a field, e.g. amount or order.amount";

  private Paths() {}

  static void require(Section section, String key, String path) {
    if (path != null && !path.matches("[^.]+(\\.[^.]+)*")) {
      section.refuse(key, EXPECTED);
    }
  }

  /** Says which path leads through the value of another; no record can have both. */
  static Optional<String> conflict(Collection<String> paths) {
    TreeSet<String> sorted = new TreeSet<>(paths);
    for (String path : sorted) {
      for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
        if (sorted.contains(path.substring(0, dot))) {
          return Optional.of(path + " leads through " + path.substring(0, dot));
        }
      }
    }
    return Optional.empty();
  }
}
