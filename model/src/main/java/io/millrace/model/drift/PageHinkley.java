package io.millrace.model.drift;

/**
 * Page-Hinkley test: alarms when the mean of a stream has risen, e.g. a learner's log loss (nats).
 *
 * <p>Adds up how far each value lies above the mean so far plus a slack, never below zero, and
 * alarms when the sum reaches the threshold.
 *
 * <p>Expected run length: Siegmund's (exp(2db) - 2db - 1) / (2 d^2) values for a slack of d and a
 * threshold of b - 1.166, both in standard deviations of the values; a memory below 1 makes it
 * longer. {@link #withRunLength} solves it, with room for a mean that must be estimated.
 *
 * <p>Cost: O(1) time, three numbers of state. Blind to a falling mean. The mean so far follows a
 * slow rise, so that a rise slower than the slack is not seen.
 *
 * <p>E. S. Page, Continuous inspection schemes, Biometrika 41 (1954) 100-115; D. Siegmund,
 * Sequential Analysis, 1985, section 2.
 */
public final class PageHinkley extends ScalarDetector {
  private static final int GRACE = 30;

  /** Siegmund knows the mean; an estimated one makes false alarms sooner. Chosen by simulation. */
  private static final double FOR_THE_ESTIMATE = 4;

  /** Siegmund's correction for the overshoot, on both sides, in standard deviations. */
  private static final double OVERSHOOT = 1.166;

  private final double slack;
  private final double threshold;
  private final double memory;

  private long count;
  private double mean;
  private double excess;
  private double change;

  /**
   * @param slack what a value may lie above the mean for nothing, in its unit, 0 or more
   * @param threshold sum from which it alarms, in the unit of the values, above 0
   * @param memory what each value leaves of the sum before it, above 0, at most 1
   */
  public PageHinkley(double slack, double threshold, double memory) {
    if (!(slack >= 0)) throw refused("slack", slack, "0 or more");
    if (!(threshold > 0)) throw refused("threshold", threshold, "a number above 0");
    if (!(memory > 0 && memory <= 1)) throw refused("memory", memory, "above 0, at most 1");
    this.slack = slack;
    this.threshold = threshold;
    this.memory = memory;
  }

  /**
   * A test with this many values between false alarms.
   *
   * @param deviation standard deviation of the values, above 0
   */
  public static PageHinkley withRunLength(double values, double deviation) {
    double slack = 0.25;
    return new PageHinkley(
        slack * deviation, threshold(FOR_THE_ESTIMATE * values, slack) * deviation, 1);
  }

  /** The threshold, in standard deviations, of a run length, by bisection. */
  static double threshold(double values, double slack) {
    double low = 0;
    double high = 10_000;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (runLength(middle, slack) < values) low = middle;
      else high = middle;
    }
    return high;
  }

  private static double runLength(double threshold, double slack) {
    double exponent = 2 * slack * (threshold + OVERSHOOT);
    return (StrictMath.exp(exponent) - exponent - 1) / (2 * slack * slack);
  }

  @Override
  public boolean add(double value) {
    mean += (DriftDetector.requireFinite(value) - mean) / ++count;
    // Clamping at zero equals the cumulative sum minus its running minimum, without storing either.
    excess = Math.max(0, memory * excess + value - mean - slack);
    if (count + 1 < GRACE || excess < threshold) return false;
    double seen = value - mean;
    reset();
    change = seen;
    return true;
  }

  @Override
  public double change() {
    return change;
  }

  @Override
  public void reset() {
    count = 0;
    mean = 0;
    excess = 0;
    change = 0;
  }

  @Override
  void state(Fields fields) {
    count = fields.of(count);
    mean = fields.of(mean);
    excess = fields.of(excess);
    change = fields.of(change);
  }

  private static IllegalArgumentException refused(String key, double found, String expected) {
    return new IllegalArgumentException(key + " = " + found + ", expected " + expected);
  }
}
