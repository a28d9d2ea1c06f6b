package io.millrace.model.recommend;

/** Says no to a setting: key, found, expected. */
final class Refusal {
  private Refusal() {}

  static void unless(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + " = " + found + ", expected " + expected);
    }
  }
}
