package io.millrace.model.drift;

/**
 * Early drift detection method: alarms when the distance between errors, its mean plus two standard
 * deviations, falls below a share of the largest that it has been. Takes 0 (right) or 1 (wrong).
 *
 * <p>Expected run length: none that can be set, and short at the paper's share of 0.9; see {@link
 * Ddm}. Sees gradual changes sooner than DDM.
 *
 * <p>Cost: O(1) time, seven numbers of state. Blind to a falling rate; says nothing before {@value
 * #GRACE} errors.
 *
 * <p>The deviation is that of the distances there are, as in the paper and in MOA; divided by one
 * error less, as in river, the largest is too large while errors are few, and false alarms come
 * half as often again.
 *
 * <p>M. Baena-Garcia, J. del Campo-Avila, R. Fidalgo, A. Bifet, R. Gavalda, R. Morales-Bueno, Early
 * drift detection method, IWKDDS 2006.
 */
public final class Eddm extends ScalarDetector {
  public static final double DEFAULT_SHARE = 0.9;

  private static final int GRACE = 30;

  private final double share;
  private long count;
  private long lastError;
  private long errors;
  private double mean;
  private double squares;
  private double largest = -1;
  private double change;

  public Eddm() {
    this(DEFAULT_SHARE);
  }

  /**
   * @param share of the largest distance below which it alarms, above 0, below 1; the paper warns
   *     at 0.95 and alarms at 0.9
   */
  public Eddm(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "share = " + share + ", expected a number between 0 and 1; start at 0.9");
    }
    this.share = share;
  }

  @Override
  public boolean add(double value) {
    count++;
    if (!DriftDetector.requireBinary(value)) return false;
    double distance = count - lastError;
    lastError = count;
    double before = mean;
    mean += (distance - mean) / ++errors;
    squares += (distance - before) * (distance - mean);
    return count >= GRACE && isNearer();
  }

  private boolean isNearer() {
    double deviation = Math.sqrt(squares / errors);
    double now = mean + 2 * deviation;
    if (now > largest) {
      largest = now;
      return false;
    }
    if (errors <= GRACE || now / largest >= share) return false;
    // As a rate of errors: the unit of the values.
    double seen = 1 / now - 1 / largest;
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
    lastError = 0;
    errors = 0;
    mean = 0;
    squares = 0;
    largest = -1;
    change = 0;
  }

  @Override
  void state(Fields fields) {
    count = fields.of(count);
    lastError = fields.of(lastError);
    errors = fields.of(errors);
    mean = fields.of(mean);
    squares = fields.of(squares);
    largest = fields.of(largest);
    change = fields.of(change);
  }
}
