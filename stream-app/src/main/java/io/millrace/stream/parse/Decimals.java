package io.millrace.stream.parse;

/**
 * Reads decimal numbers: the double nearest to the text, as {@link Double#parseDouble} does.
 *
 * <p>Short plain ones ({@code 57.16}) without a string or a loop over big integers: of at most 15
 * digits, both the digits and the power of ten are doubles exactly, so that one division rounds
 * once, to the nearest (W. D. Clinger, How to read floating point numbers accurately, PLDI 1990,
 * section 3).
 */
final class Decimals {
  private static final int EXACT_DIGITS = 15;
  private static final double[] POWERS_OF_TEN = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private Decimals() {}

  /** NaN where the text is no decimal number. */
  static double parse(CharSequence text) {
    double plain = plain(text);
    return Double.isNaN(plain) ? any(text.toString()) : plain;
  }

  /** Digits with at most one point among them; NaN for everything else. */
  private static double plain(CharSequence text) {
    int length = text.length();
    int start = text.charAt(0) == '-' ? 1 : 0;
    if (length - start > EXACT_DIGITS + 1) {
      return Double.NaN;
    }
    long digits = 0;
    int count = 0;
    int point = -1;
    for (int i = start; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        count++;
      } else if (digit == '.' - '0' && point < 0) {
        point = i;
      } else {
        return Double.NaN;
      }
    }
    if (count == 0 || count > EXACT_DIGITS) {
      return Double.NaN;
    }
    double value = digits / POWERS_OF_TEN[point < 0 ? 0 : length - 1 - point];
    return start == 0 ? value : -value;
  }

  private static double any(String text) {
    if (!isDecimal(text)) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Keeps out what {@link Double#parseDouble} takes besides: 12d, 0x1p3, Infinity, blanks. */
  private static boolean isDecimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean known =
          c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
      if (!known) {
        return false;
      }
    }
    return true;
  }
}
