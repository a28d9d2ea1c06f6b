package io.millrace.stream.feed;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The words of {@code --by}: what variants may be chosen by. */
final class ByOption {
  private ByOption() {}

  static String word(Enum<?> criterion) {
    return criterion.name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  static <E extends Enum<E>> E of(Class<E> kind, String word) {
    return Stream.of(kind.getEnumConstants())
        .filter(criterion -> word(criterion).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--by " + word + ", expected one of " + String.join(", ", words(kind))));
  }

  private static List<String> words(Class<? extends Enum<?>> kind) {
    return Stream.of(kind.getEnumConstants()).map(ByOption::word).toList();
  }
}
