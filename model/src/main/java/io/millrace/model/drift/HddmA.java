package io.millrace.model.drift;

/**
 * HDDM, A-test: alarms when the mean of all values lies above the mean up to the best cut point by
 * more than Hoeffding's bound. Values in [0, 1], errors or losses that are bounded.
 *
 * <p>Expected run length: each test errs with probability at most {@code confidence}, so about 1 /
 * confidence values or more lie between false alarms.
 *
 * <p>Cost: O(1) time, four numbers of state. Blind to a falling mean, and slow after long streams:
 * the mean is over all since the last alarm.
 *
 * <p>I. Frias-Blanco et al., Online and non-parametric drift detection methods based on Hoeffding's
 * bounds, IEEE TKDE 27 (2015) 810-823, section 3.1.
 */
public final class HddmA extends ScalarDetector {
  public static final double DEFAULT_CONFIDENCE = 0.001;

  private final double confidence;
  private final double logBound;
  private final double logTest;
  private long count;
  private double mean;
  private long cutCount;
  private double cutMean;
  private double change;

  public HddmA() {
    this(DEFAULT_CONFIDENCE);
  }

  /**
   * @param confidence probability of a false alarm a test, above 0, below 1
   */
  public HddmA(double confidence) {
    this.confidence = HddmW.requireConfidence(confidence);
    logBound = StrictMath.log(1 / this.confidence);
    logTest = StrictMath.log(2 / this.confidence);
  }

  /** A detector with about this many values or more between false alarms. */
  public static HddmA withRunLength(double values) {
    return new HddmA(Math.min(0.5, 1 / values));
  }

  @Override
  public boolean add(double value) {
    mean += (HddmW.requireUnit(value) - mean) / ++count;
    if (cutCount == 0 || cutMean + bound(cutCount) >= mean + bound(count)) {
      cutCount = count;
      cutMean = mean;
      return false;
    }
    double share = (double) (count - cutCount) / cutCount / count;
    if (mean - cutMean < Math.sqrt(share / 2 * logTest)) return false;
    double after = (mean * count - cutMean * cutCount) / (count - cutCount);
    double seen = after - cutMean;
    reset();
    change = seen;
    return true;
  }

  private double bound(long n) {
    return Math.sqrt(logBound / (2 * n));
  }

  @Override
  public double change() {
    return change;
  }

  @Override
  public void reset() {
    count = 0;
    mean = 0;
    cutCount = 0;
    cutMean = 0;
    change = 0;
  }

  @Override
  void state(Fields fields) {
    count = fields.of(count);
    mean = fields.of(mean);
    cutCount = fields.of(cutCount);
    cutMean = fields.of(cutMean);
    change = fields.of(change);
  }
}
