package io.millrace.stream.parse;

/**
 * What became of a record of a user's topic.
 *
 * @param value what it says; null if it could not be read
 * @param original its value's bytes if it could not be read; they may be null themselves
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on as it came.
public record Parsed<T>(T value, byte[] original) {
  static <T> Parsed<T> read(T value) {
    return new Parsed<>(value, null);
  }

  static <T> Parsed<T> rejected(byte[] original) {
    return new Parsed<>(null, original);
  }

  public boolean isRead() {
    return value != null;
  }
}
