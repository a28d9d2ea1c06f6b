package io.millrace.model.drift;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * Shows a detector how many standard deviations each value lies from the first {@value #FIRST}, for
 * those whose threshold is in deviations. The deviation is that of a value from the one before it,
 * over the root of 2, in the mean of the last {@value #MEMORY}: so a trend adds little to it. The
 * first values are for the estimate alone, also after an alarm.
 *
 * <p>Cost: O(1) time, five numbers of state beside the detector's.
 *
 * <p>J. von Neumann et al., The mean square successive difference, Annals of Mathematical
 * Statistics 12 (1941) 153-162.
 */
final class Standardized extends ScalarDetector {
  static final int FIRST = 30;
  static final int MEMORY = 200;

  private static final double LEAST = 1e-9;

  private final DriftDetector detector;
  private long count;
  private double anchor;
  private double last;
  private double squares;
  private double change;

  /**
   * @param detector for values of deviation 1
   */
  Standardized(DriftDetector detector) {
    this.detector = detector;
  }

  @Override
  public boolean add(double value) {
    DriftDetector.requireFinite(value);
    if (count > 0) {
      double step = value - last;
      squares += (step * step / 2 - squares) / Math.min(count, MEMORY);
    }
    count++;
    last = value;
    if (count <= FIRST) {
      anchor += (value - anchor) / count;
      return false;
    }
    double deviation = Math.max(LEAST, Math.sqrt(squares));
    if (!detector.add((value - anchor) / deviation)) return false;
    double seen = detector.change() * deviation;
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
    detector.reset();
    count = 0;
    anchor = 0;
    last = 0;
    squares = 0;
    change = 0;
  }

  @Override
  void state(Fields fields) {
    count = fields.of(count);
    anchor = fields.of(anchor);
    last = fields.of(last);
    squares = fields.of(squares);
    change = fields.of(change);
  }

  @Override
  public void write(StateWriter out) {
    super.write(out);
    detector.write(out);
  }

  @Override
  public void read(StateReader in) {
    super.read(in);
    detector.read(in);
  }
}
