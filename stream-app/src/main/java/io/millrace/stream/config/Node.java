package io.millrace.stream.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of a settings file that knows where it was written. Scalars stay text. */
sealed interface Node {
  Place place();

  /** What a person would call it: its text, or what kind of thing it is. */
  String said();

  /** A text without structure; {@code text} is null for an explicit null. */
  record Scalar(Place place, String text) implements Node {
    @Override
    public String said() {
      return text == null ? "nothing" : text;
    }
  }

  /** Nodes in order. */
  record Sequence(Place place, List<Node> items) implements Node {
    static Sequence at(Place place) {
      return new Sequence(place, new ArrayList<>());
    }

    @Override
    public String said() {
      return items.isEmpty() ? "[]" : "a list";
    }
  }

  /** Nodes by key, in the order of the file. */
  record Mapping(Place place, Map<String, Entry> entries) implements Node {
    static Mapping at(Place place) {
      return new Mapping(place, new LinkedHashMap<>());
    }

    @Override
    public String said() {
      return "a mapping";
    }
  }

  /** A value and the place of its key. */
  record Entry(Place keyPlace, Node value) {}

  /** The node at a dotted path with list indices, or the deepest one on the way there. */
  default Node find(String path) {
    Node at = this;
    for (String step : KeyPath.steps(path)) {
      Node next = KeyPath.child(at, step);
      if (next == null) {
        return at;
      }
      at = next;
    }
    return at;
  }
}
