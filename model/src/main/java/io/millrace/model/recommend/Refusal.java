package io.millrace.model.recommend;

/** Says no to a setting: key, found, expected. */
final class Refusal {
  private Refusal() {}

  static void unless(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + " = " + found + ", expected " + expected);
    }
  }

  static void unlessWithin(String key, long found, long least, long most) {
    unless(found >= least && found <= most, key, found, least + " to " + most);
  }

  static void unlessShare(String key, double found) {
    unless(found > 0 && found <= 1, key, found, "a number above 0, at most 1");
  }
}
