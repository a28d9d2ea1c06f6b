package io.millrace.model.pipeline;

import java.time.Duration;
import java.util.regex.Pattern;

/** Checks that the settings of a pipeline share. A message names key, found, expected. */
final class Settings {
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,39}");

  private Settings() {}

  /** A name of a pipeline: it starts the names of topics and applications. */
  static void requireName(String key, String found) {
    require(
        found != null && NAME.matcher(found).matches(),
        key,
        found,
        "a lower-case letter, then at most 39 of a-z, 0-9, '_' and '-'");
  }

  static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + " = " + found + ", expected " + expected);
    }
  }

  static void requireText(String key, String found, String expected) {
    require(found != null && !found.isBlank(), key, found, expected);
  }

  static void requirePath(String key, String found) {
    require(
        found != null && !found.isEmpty() && !found.startsWith(".") && !found.endsWith("."),
        key,
        found,
        "the dotted path of a field, e.g. order.amount");
  }

  static void requireTopic(String key, String found) {
    require(
        found != null
            && TOPIC.matcher(found).matches()
            && !found.equals(".")
            && !found.equals(".."),
        key,
        found,
        "a topic name of at most 200 letters, digits, '.', '_' and '-'");
  }

  static void requireAtLeast(String key, Duration found, Duration least, String expected) {
    require(found != null && found.compareTo(least) >= 0, key, found, expected);
  }
}
