package io.millrace.model.labeljoin;

/**
 * How much an example teaches, by what it is: positives so many times as much as negatives, and
 * each by a number of its event. What a lesson weighs changes what is learnt, never what is
 * measured: an example stays a test of one event.
 *
 * <p>A learner of the log loss with positives of weight w says the odds times w: {@code s = w p /
 * (w p + 1 - p)} where the probability is p (C. Elkan, The foundations of cost-sensitive learning,
 * IJCAI 2001, theorem 2). A calibrator, which learns from tests, takes that back.
 *
 * @param positives weight of a positive against a negative; 0.001 to 1000
 * @param by name of the feature whose absolute value weighs; null where none does
 * @param unit the value that weighs 1; above 0
 * @param least what a smaller value weighs; 0.001 to 1
 * @param most what a larger value weighs; 1 to 1000
 */
public record ExampleWeights(double positives, String by, double unit, double least, double most) {
  /** Each teaches as much. */
  public static final ExampleWeights EQUAL = new ExampleWeights(1, null, 1, 1, 1);

  /**
   * @throws IllegalArgumentException naming the key, the value found and what was expected
   */
  public ExampleWeights {
    refuse(positives, 0.001, 1000, "positives", "0.001 to 1000 times a negative; start at 10");
    refuse(unit, Float.MIN_NORMAL, 1e9, "unit", "a number above 0 that weighs 1: a usual value");
    refuse(least, 0.001, 1, "least", "0.001 to 1; start at 0.2");
    refuse(most, 1, 1000, "most", "1 to 1000; start at 5");
  }

  private static void refuse(double value, double from, double to, String key, String expected) {
    if (!(value >= from && value <= to)) {
      throw new IllegalArgumentException(
          "labels.weight." + key + " = " + value + ", expected " + expected);
    }
  }

  /** Of an event with that value of the feature, 1 where it is missing; above 0. */
  float of(float value, boolean positive) {
    double own = Float.isNaN(value) ? 1 : Math.max(least, Math.min(most, Math.abs(value) / unit));
    return (float) (positive ? positives * own : own);
  }
}
