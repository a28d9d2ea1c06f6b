package io.millrace.stream.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads the keys of one mapping of a settings file. A key that is unknown, missing or of the wrong
 * kind becomes a problem and reads as null (or 0); {@link #make} then makes nothing, so that no
 * stand-in gets any further.
 */
final class Section {
  private final Node root;
  private final Node.Mapping node;
  private final String path;
  private final List<String> keys;
  private final Problems problems;
  private final int problemsBefore;
  private final boolean absent;

  private Section(
      Node root,
      Node.Mapping node,
      String path,
      List<String> keys,
      Problems problems,
      boolean absent) {
    this.root = root;
    this.node = node;
    this.path = path;
    this.keys = keys;
    this.problems = problems;
    this.problemsBefore = problems.size();
    this.absent = absent;
  }

  static Section of(Node root, Node node, String path, List<String> keys, Problems problems) {
    if (!(node instanceof Node.Mapping mapping)) {
      if (path.isEmpty()) {
        problems.add(
            node.place(), node.said() + ", expected keys such as " + keys.get(0) + ": ...");
      } else {
        problems.add(node.place(), path, node.said(), "keys: " + String.join(", ", keys));
      }
      return missing(root, node, path, keys);
    }
    Section section = new Section(root, mapping, path, keys, problems, false);
    section.refuseUnknownKeys();
    return section;
  }

  /** Stands for a section that is not there: reads say nothing, and nothing is made of them. */
  private static Section missing(Node root, Node near, String path, List<String> keys) {
    Node.Mapping empty = Node.Mapping.at(near.place());
    return new Section(root, empty, path, keys, new Problems(), true);
  }

  private void refuseUnknownKeys() {
    node.entries()
        .forEach(
            (key, entry) -> {
              if (!keys.contains(key)) {
                problems.add(
                    entry.keyPlace(),
                    pathOf(key)
                        + ": unknown key, expected one of "
                        + String.join(", ", keys)
                        + Nearest.hint(key, keys));
              }
            });
  }

  /** A mapping below this one. */
  Section section(String key, List<String> itsKeys, String expected) {
    Node child = required(key, expected);
    return child == null
        ? missing(root, node, pathOf(key), itsKeys)
        : of(root, child, pathOf(key), itsKeys, problems);
  }

  /** What {@code maker} makes of what was read; null if any of it, or the whole, was refused. */
  <T> T make(String prefix, Supplier<T> maker) {
    if (absent || problems.size() > problemsBefore) {
      return null;
    }
    return problems.made(root, prefix, maker).orElse(null);
  }

  boolean has(String key) {
    return node(key) != null;
  }

  /** The node under a key; null where it is missing or an explicit null. */
  Node node(String key) {
    if (!keys.contains(key)) {
      throw new IllegalStateException(key + " is read but not in the grammar " + keys);
    }
    Node.Entry entry = node.entries().get(key);
    boolean none =
        entry == null || entry.value() instanceof Node.Scalar scalar && scalar.text() == null;
    return none ? null : entry.value();
  }

  String text(String key, String expected) {
    return read(key, expected, text -> text);
  }

  String textOr(String key, String fallback, String expected) {
    return has(key) ? text(key, expected) : fallback;
  }

  /** One of some words. */
  String word(String key, List<String> words) {
    String expected = "one of " + String.join(", ", words);
    Node found = required(key, expected);
    if (found == null) {
      return null;
    }
    if (found instanceof Node.Scalar scalar && words.contains(scalar.text())) {
      return scalar.text();
    }
    problems.add(
        found.place(), pathOf(key), found.said(), expected + Nearest.hint(found.said(), words));
    return null;
  }

  int whole(String key, String expected) {
    Integer value = read(key, expected, Integer::valueOf);
    return value == null ? 0 : value;
  }

  int wholeOr(String key, int fallback, String expected) {
    return has(key) ? whole(key, expected) : fallback;
  }

  double number(String key, String expected) {
    Double value = read(key, expected, Section::decimal);
    return value == null ? 0 : value;
  }

  double numberOr(String key, double fallback, String expected) {
    return has(key) ? number(key, expected) : fallback;
  }

  boolean flagOr(String key, boolean fallback) {
    return has(key) ? Boolean.parseBoolean(word(key, List.of("true", "false"))) : fallback;
  }

  Duration duration(String key, String example) {
    return read(key, Durations.EXPECTED + "; for example " + example, Durations::parse);
  }

  Duration durationOr(String key, Duration fallback) {
    return has(key) ? duration(key, Durations.text(fallback)) : fallback;
  }

  ZoneId zone(String key) {
    return read(key, "a time zone, e.g. UTC or Europe/Paris", ZoneId::of);
  }

  /** One text or a list of texts. */
  List<String> texts(String key, String expected) {
    Node found = required(key, expected);
    if (found == null) {
      return List.of();
    }
    List<Node> items = found instanceof Node.Sequence list ? list.items() : List.of(found);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Node.Scalar scalar && scalar.text() != null) {
        texts.add(scalar.text());
      } else {
        problem(items.get(i).place(), key + "[" + i + "]", items.get(i).said(), expected);
      }
    }
    return texts;
  }

  /** The items of a list; none where it is missing. */
  List<Node> items(String key, String expected) {
    Node found = required(key, expected);
    if (found instanceof Node.Sequence sequence) {
      return sequence.items();
    }
    if (found != null) {
      problem(found.place(), key, found.said(), expected);
    }
    return List.of();
  }

  void refuse(String key, String expected) {
    Node found = node.entries().containsKey(key) ? node.entries().get(key).value() : node;
    problem(found.place(), key, found.said(), expected);
  }

  void problem(Place place, String key, Object found, String expected) {
    problems.add(place, pathOf(key), found, expected);
  }

  Place place(String key) {
    Node found = node(key);
    return found == null ? node.place() : found.place();
  }

  /** The place of an item of a list, or of the key's one value. */
  Place place(String key, int index) {
    return node(key) instanceof Node.Sequence list && index < list.items().size()
        ? list.items().get(index).place()
        : place(key);
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private <T> T read(String key, String expected, Function<String, T> parser) {
    Node found = required(key, expected);
    if (found == null) {
      return null;
    }
    if (found instanceof Node.Scalar scalar) {
      try {
        return parser.apply(scalar.text());
      } catch (IllegalArgumentException | DateTimeException e) {
        // Said below, in the words of the settings rather than the parser's.
      }
    }
    problem(found.place(), key, found.said(), expected);
    return null;
  }

  private Node required(String key, String expected) {
    Node found = node(key);
    if (found == null) {
      problems.add(node.place(), pathOf(key) + " is missing, expected " + expected);
    }
    return found;
  }

  private static Double decimal(String text) {
    // Double.valueOf alone would take 0x1p3, 1d and NaN.
    if (!text.matches("[-+]?[0-9.]+([eE][-+]?[0-9]{1,3})?")) {
      throw new NumberFormatException(text);
    }
    return Double.valueOf(text);
  }
}
