package io.millrace.stream.parse;

import io.millrace.model.feature.Forgetting;
import java.nio.charset.StandardCharsets;

/** What a field's text means: texts, names, numbers. The same for JSON and for a file's columns. */
final class FieldText {
  /** The longest category. */
  static final int MAX_CHARS = 4096;

  /**
   * The longest name of an event or an entity, in bytes of UTF-8: names are keys of stores, topics
   * and histories, so their length is a factor of all state.
   */
  static final int MAX_NAME_BYTES = 256;

  private FieldText() {}

  /** The text itself; null where it is missing or empty. */
  static String text(String path, CharSequence chars) throws RejectedException {
    if (chars == null || chars.length() == 0) {
      return null;
    }
    String text = chars.toString();
    if (text.length() > MAX_CHARS) {
      throw Rejection.BEYOND_LIMITS.because(
          path, "a text of " + text.length() + " characters", "at most " + MAX_CHARS);
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          // Half a character: written as UTF-8, all such texts would become the same one.
          throw Rejection.WRONG_TYPE.because(path, "half a character", "whole ones");
        }
        i++;
      }
    }
    return text;
  }

  /** The text of an event's id or of an entity's field; null where it is missing or empty. */
  static String name(String path, CharSequence chars) throws RejectedException {
    String text = chars == null ? null : chars.toString();
    // No text has fewer bytes than characters, nor more than three times as many.
    if (text != null && 3 * text.length() > MAX_NAME_BYTES) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_NAME_BYTES) {
        throw Rejection.BEYOND_LIMITS.because(
            path,
            "a text of " + bytes + " bytes",
            "at most " + MAX_NAME_BYTES + " (UTF-8), as it names an event or an entity");
      }
    }
    String name = text(path, text);
    if (name != null && name.charAt(0) == Forgetting.NO_ENTITY) {
      // Such keys stand for events without the entity.
      throw Rejection.WRONG_TYPE.because(
          path, "a text that begins with U+0000", "one that does not, as it names something");
    }
    return name;
  }

  /** The number that a text says; NaN where it is missing or empty. Never infinite. */
  static double number(String path, CharSequence text) throws RejectedException {
    if (text == null || text.length() == 0) {
      return Double.NaN;
    }
    double number = Decimals.parse(text);
    if (Double.isNaN(number)) {
      throw Rejection.WRONG_TYPE.because(path, text.toString(), "a number, e.g. 12.5");
    }
    // Features are floats; beyond their range a number would turn into infinity later.
    if (Math.abs(number) > Float.MAX_VALUE) {
      throw Rejection.OUT_OF_RANGE.because(
          path, text.toString(), "a number from -3.4e38 to 3.4e38");
    }
    return number;
  }
}
