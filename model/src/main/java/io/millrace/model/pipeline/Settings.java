package io.millrace.model.pipeline;

import java.time.Duration;
import java.util.regex.Pattern;

/** Checks that the settings of a pipeline share. A message names key, found, expected. */
final class Settings {
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  private Settings() {}

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
