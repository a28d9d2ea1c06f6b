package io.millrace.model.recommend;

/** Says no to a setting: key, found, expected. */
final class Refusal {
  /** As many as an array holds on every Java platform. */
  private static final long MOST_NUMBERS = Integer.MAX_VALUE - 8;

  private Refusal() {}

  static void unless(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + " = " + found + ", expected " + expected);
    }
  }

  static void unlessWithin(String key, long found, long least, long most) {
    unless(found >= least && found <= most, key, found, least + " to " + most);
  }

  /**
   * Unless one array has room for so many vectors twice, as it grows by doubling.
   *
   * @param length of a vector; 0 where there are none
   */
  static void unlessRoom(String key, long vectors, String kind, int length) {
    if (length == 0) return;
    long most = MOST_NUMBERS / 2 / length - 1;
    unless(
        vectors <= most,
        key,
        vectors,
        "at most %d with %s of factors = %d: a vector costs %d bytes, %d would cost %d MiB"
            .formatted(most, kind, length, 4L * length, vectors, vectors * length >> 18));
  }

  static void unlessShare(String key, double found) {
    unless(found > 0 && found <= 1, key, found, "a number above 0, at most 1");
  }
}
