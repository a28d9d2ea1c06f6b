package io.millrace.model.event;

import java.util.List;

/**
 * The fields of an event that a pipeline reads, each at its place ("slot") in {@link Event}: paths
 * read as numbers and paths read as text. A path may be in both lists. Dotted paths lead into
 * nested objects.
 */
public record EventSchema(List<String> numbers, List<String> texts) {
  public EventSchema {
    numbers = List.copyOf(numbers);
    texts = List.copyOf(texts);
  }

  /** The slot of a path among the numbers, or -1. */
  public int number(String path) {
    return numbers.indexOf(path);
  }

  /** The slot of a path among the texts, or -1. */
  public int text(String path) {
    return texts.indexOf(path);
  }
}
