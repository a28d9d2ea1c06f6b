package io.millrace.model.pipeline;

/**
 * What one type of activity is worth.
 *
 * @param name as the activity says it
 * @param weight of each such activity, 0 to 1; NaN where its value says it
 * @param of the value of weight 1, above 0, where the value says it
 * @param power the weight is {@code (value / of)^power}, cut to 0 and 1
 * @param positive whether it is worth being predicted; a view may not be
 */
public record ActivityType(String name, double weight, double of, double power, boolean positive) {
  public ActivityType {
    Settings.requireText("type", name, "what the activity says, e.g. purchase");
    Settings.require(
        Double.isNaN(weight) || weight >= 0 && weight <= 1, "weight", weight, "0 to 1");
    Settings.require(
        !Double.isNaN(weight) || of > 0, "of", of, "the value of weight 1, above 0, e.g. 5");
    Settings.require(
        power > 0 && power <= 10, "power", power, "a number above 0, at most 10; start at 2");
  }

  /** Each such activity weighs the same. */
  public static ActivityType constant(String name, double weight, boolean positive) {
    return new ActivityType(name, weight, 1, 1, positive);
  }

  /** The value says the weight. */
  public static ActivityType byValue(String name, double of, double power, boolean positive) {
    return new ActivityType(name, Double.NaN, of, power, positive);
  }

  /** The weight of an activity of that value, in [0, 1]; 0 where it needs a value and has none. */
  public float weightOf(double value) {
    if (!Double.isNaN(weight)) {
      return (float) weight;
    }
    if (!(value > 0)) {
      return 0;
    }
    return (float) Math.min(1, StrictMath.pow(value / of, power));
  }
}
