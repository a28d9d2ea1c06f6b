package io.millrace.stream.config;

import java.util.List;
import java.util.Map;

/** {@code --set key=value}: puts a value into a settings file's nodes before they are read. */
final class Overrides {
  private final Problems problems;

  private Overrides(Problems problems) {
    this.problems = problems;
  }

  static void apply(Node root, Map<String, String> overrides, Problems problems) {
    Overrides applying = new Overrides(problems);
    overrides.forEach((path, value) -> applying.put(root, path, value));
  }

  private void put(Node root, String path, String value) {
    Place place = Place.of("--set " + path);
    List<String> steps = KeyPath.steps(path);
    if (steps.isEmpty()) {
      problems.add(Place.of("--set"), "no key before '=', expected e.g. learner.rate=0.2");
      return;
    }
    Node at = root;
    for (String step : steps.subList(0, steps.size() - 1)) {
      at = childOrNew(at, step, place);
      if (at == null) {
        return;
      }
    }
    putInto(at, steps.get(steps.size() - 1), flat(value, place), place);
  }

  private Node childOrNew(Node at, String step, Place place) {
    Node child = KeyPath.child(at, step);
    if (child == null && at instanceof Node.Mapping) {
      child = Node.Mapping.at(place);
      putInto(at, step, child, place);
    }
    if (child == null) {
      refuse(at, step, place);
    }
    return child;
  }

  private void putInto(Node at, String step, Node value, Place place) {
    if (at instanceof Node.Mapping mapping) {
      mapping.entries().put(step, new Node.Entry(place, value));
      return;
    }
    int index = KeyPath.index(step);
    if (at instanceof Node.Sequence sequence && index >= 0 && index < sequence.items().size()) {
      sequence.items().set(index, value);
      return;
    }
    refuse(at, step, place);
  }

  private void refuse(Node at, String step, Place place) {
    problems.add(
        place,
        at instanceof Node.Sequence sequence
            ? "no item " + step + ", expected an index from 0 to " + (sequence.items().size() - 1)
            : "no key " + step + " in " + at.said() + ", expected the path of a setting");
  }

  /** The value as YAML, all of it at the override's place. */
  private Node flat(String value, Place place) {
    return moved(YamlText.read(place.source(), value.isEmpty() ? "''" : value, problems), place);
  }

  private static Node moved(Node node, Place place) {
    if (node instanceof Node.Sequence sequence) {
      Node.Sequence copy = Node.Sequence.at(place);
      sequence.items().forEach(item -> copy.items().add(moved(item, place)));
      return copy;
    }
    if (node instanceof Node.Mapping mapping) {
      Node.Mapping copy = Node.Mapping.at(place);
      mapping
          .entries()
          .forEach((k, e) -> copy.entries().put(k, new Node.Entry(place, moved(e.value(), place))));
      return copy;
    }
    return new Node.Scalar(place, ((Node.Scalar) node).text());
  }
}
