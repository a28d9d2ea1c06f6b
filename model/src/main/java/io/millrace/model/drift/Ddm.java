package io.millrace.model.drift;

/**
 * Drift detection method: alarms when a learner's error rate p, plus its standard deviation s, lies
 * {@code level} deviations above the lowest that it has been. Takes 0 (right) or 1 (wrong).
 *
 * <p>Expected run length: none that can be set. The lowest point is chosen by looking, so the level
 * of 3 is no 3-sigma test: on constant error rates of 0.1 to 0.4 about one stream in three of
 * 10,000 values alarmed. Where false alarms must be rare use {@link Adwin} or {@link HddmA}.
 *
 * <p>Cost: O(1) time, four numbers of state. Blind to a falling rate, and slow after long streams:
 * the rate is over all since the last alarm.
 *
 * <p>J. Gama, P. Medas, G. Castillo, P. Rodrigues, Learning with drift detection, SBIA 2004,
 * 286-295.
 */
public final class Ddm extends ScalarDetector {
  public static final double DEFAULT_LEVEL = 3;

  private static final int GRACE = 30;

  private final double level;
  private long count;
  private double rate;
  private double lowestRate = Double.POSITIVE_INFINITY;
  private double lowestDeviation = Double.POSITIVE_INFINITY;
  private double change;

  public Ddm() {
    this(DEFAULT_LEVEL);
  }

  /**
   * @param level standard deviations, above 0; the paper warns at 2 and alarms at 3
   */
  public Ddm(double level) {
    if (!(level > 0)) {
      throw new IllegalArgumentException("level = " + level + ", expected above 0; start at 3");
    }
    this.level = level;
  }

  @Override
  public boolean add(double value) {
    rate += ((DriftDetector.requireBinary(value) ? 1 : 0) - rate) / ++count;
    if (count <= GRACE) return false;
    double deviation = Math.sqrt(rate * (1 - rate) / count);
    if (rate + deviation <= lowestRate + lowestDeviation) {
      lowestRate = rate;
      lowestDeviation = deviation;
    }
    if (rate + deviation <= lowestRate + level * lowestDeviation) return false;
    double seen = rate - lowestRate;
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
    rate = 0;
    lowestRate = Double.POSITIVE_INFINITY;
    lowestDeviation = Double.POSITIVE_INFINITY;
    change = 0;
  }

  @Override
  void state(Fields fields) {
    count = fields.of(count);
    rate = fields.of(rate);
    lowestRate = fields.of(lowestRate);
    lowestDeviation = fields.of(lowestDeviation);
    change = fields.of(change);
  }
}
