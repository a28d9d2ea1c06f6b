package io.millrace.stream.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gathers what is wrong with settings, so that one run tells all of it. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  private record Problem(Place place, String text) {}

  void add(Place place, String key, Object value, String expected) {
    add(place, key + " = " + value + ", expected " + expected);
  }

  void add(Place place, String text) {
    found.add(new Problem(place, text));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  int size() {
    return found.size();
  }

  /**
   * What {@code maker} makes, or nothing if it refuses its arguments: then its message, which
   * begins with the key as seen from {@code prefix}, becomes a problem at that key's place.
   */
  <T> Optional<T> made(Node root, String prefix, Supplier<T> maker) {
    try {
      return Optional.of(maker.get());
    } catch (IllegalArgumentException e) {
      String text = prefix + e.getMessage();
      int end = text.indexOf(" = ");
      add(root.find(end < 0 ? prefix : text.substring(0, end)).place(), text);
      return Optional.empty();
    }
  }

  /**
   * @throws ConfigException if anything was wrong
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      found.sort(
          Comparator.comparing((Problem p) -> p.place().line())
              .thenComparing(p -> p.place().column()));
      throw new ConfigException(
          found.stream().map(p -> p.place() + ": " + p.text()).distinct().toList());
    }
  }
}
