package io.millrace.model.feature;

/**
 * When an event of an entity is an outlier: its number is more than {@code above} times what is
 * usual for the entity.
 *
 * @param number place among the entity's tracked numbers
 * @param above ratio to the usual mean, above 1; 1.1 to 1000
 * @param halfLife after so many milliseconds an event counts half for what is usual; an hour to ten
 *     years
 * @param retract how many of the newest numbers in what is usual leave it when their label is
 *     positive, and come back if that is corrected; 0 to 1024, 0 where a number in it stays
 */
public record OutlierSpec(int number, double above, long halfLife, int retract) {
  private static final long HOUR = 3_600_000L;

  /**
   * @throws IllegalArgumentException naming the key, the value found and what was expected
   */
  public OutlierSpec {
    if (!(above >= 1.1 && above <= 1000)) {
      throw new IllegalArgumentException(
          "above = " + above + ", expected 1.1 to 1000 times the usual mean; start at 2");
    }
    if (!(halfLife >= HOUR && halfLife <= 3650 * 24 * HOUR)) {
      throw new IllegalArgumentException(
          "half_life = " + halfLife + " ms, expected 1h to 3650d; start at 60d");
    }
    if (!(retract >= 0 && retract <= 1024)) {
      throw new IllegalArgumentException(
          "retract = "
              + retract
              + ", expected 0 to 1024 numbers of an entity: as many as it has events until their"
              + " labels are known; 0 to let them stay");
    }
  }

  /** What is usual once stays so, whatever its label says. */
  public OutlierSpec(int number, double above, long halfLife) {
    this(number, above, halfLife, 0);
  }

  /** Part of the text that feature sets are told apart by: without what is not asked for. */
  @Override
  public String toString() {
    return "OutlierSpec[number="
        + number
        + ", above="
        + above
        + ", halfLife="
        + halfLife
        + (retract == 0 ? "" : ", retract=" + retract)
        + "]";
  }
}
