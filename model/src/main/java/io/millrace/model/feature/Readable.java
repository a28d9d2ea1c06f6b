package io.millrace.model.feature;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.StringJoiner;

/**
 * Features as a person reads them in reasons: "2.4 x", "3.2 h", "12", "35 %", "yes". Numbers are
 * rounded to three significant digits; equal on every machine.
 */
public final class Readable {
  private static final String MISSING = "missing";

  private final FeatureSet set;
  private final int[] categoryOf;

  public Readable(FeatureSet set) {
    this.set = set;
    categoryOf = new int[set.size()];
    int categories = 0;
    for (int i = 0; i < categoryOf.length; i++) {
      categoryOf[i] = set.features().get(i) instanceof FeatureSpec.Category ? categories++ : -1;
    }
  }

  /**
   * Any feature of an event, crosses included.
   *
   * @param categories text of each category feature, in the order of the feature set
   */
  public String describe(int feature, float[] values, List<String> categories) {
    if (set.features().get(feature) instanceof FeatureSpec.Cross cross) {
      StringJoiner members = new StringJoiner(" & ");
      for (int member : cross.of()) {
        members.add(describe(member, values, categories));
      }
      return members.toString();
    }
    int category = categoryOf[feature];
    String text = category >= 0 && category < categories.size() ? categories.get(category) : null;
    return describe(feature, values[feature], text);
  }

  /**
   * A feature that is no cross.
   *
   * @param category its text if it is a category, else ignored
   */
  public String describe(int feature, float value, String category) {
    FeatureSpec spec = set.features().get(feature);
    if (spec instanceof FeatureSpec.Category) {
      return category == null ? MISSING : category;
    }
    if (Float.isNaN(value)) {
      return MISSING;
    }
    if (spec instanceof FeatureSpec.HourBetween || spec instanceof FeatureSpec.Weekend) {
      return value == 0 ? "no" : "yes";
    }
    return spec instanceof FeatureSpec.History history
        ? describe(history.take(), value)
        : number(value);
  }

  private static String describe(Take take, float value) {
    return switch (take) {
      case FIRST_TIME -> value == 0 ? "no" : "yes";
      case RATIO, USUAL_RATIO, OUTLIER_MAX, DECAYED_RATIO -> number(value) + " x";
      case ZSCORE, USUAL_ZSCORE -> number(value) + " sd";
      case LABEL_RATE -> number(value * 100.0) + " %";
      case SINCE_LAST,
          LABEL_STREAK_AGE,
          SINCE_LAST_POSITIVE,
          SINCE_LAST_NEGATIVE,
          SINCE_LAST_LABEL ->
          number(value) + " h";
      default -> number(value);
    };
  }

  private static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e9) {
      return Long.toString((long) value);
    }
    if (size >= 1e9 || size < 0.001) {
      return scientific(value);
    }
    int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
    double unit = UNITS[decimals];
    double rounded = Math.rint(value * unit) / unit;
    String text = Double.toString(rounded);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** Three digits, as {@code %.2e} writes them, without the 5 us of a formatter. */
  private static String scientific(double value) {
    if (Double.isInfinite(value)) return Double.toString(value);
    BigDecimal rounded = new BigDecimal(value).round(THREE_DIGITS);
    int exponent = rounded.precision() - rounded.scale() - 1;
    String digits = String.valueOf(Math.round(rounded.movePointLeft(exponent - 2).doubleValue()));
    int first = value < 0 ? 2 : 1;
    return digits.substring(0, first)
        + '.'
        + digits.substring(first)
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);
  private static final double[] UNITS = {1, 10, 100, 1000, 10_000};
}
