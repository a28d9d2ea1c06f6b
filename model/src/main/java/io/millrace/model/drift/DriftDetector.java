package io.millrace.model.drift;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * Watches one stream of numbers for a change of its distribution. The same values in the same order
 * give the same alarms and the same state bytes on every machine. Not thread-safe.
 */
public interface DriftDetector {
  /**
   * Takes in the next value.
   *
   * @param value finite; some detectors ask for 0 or 1 and say so
   * @return true if at this value the detector says that the stream has changed; it has then
   *     forgotten what lies before the change and goes on with the rest
   * @throws IllegalArgumentException if the value is none that it can take
   */
  boolean add(double value);

  /**
   * How far the last alarm's present lies above what was before it, in the unit of the values; 0
   * before the first alarm.
   */
  double change();

  /** As new: nothing seen. */
  void reset();

  /** Everything needed to go on bit for bit; settings are not part of it. */
  void write(StateWriter out);

  /** Takes over what {@link #write} of a detector with the same settings wrote. */
  void read(StateReader in);

  /** Refuses what is not a number. */
  static double requireFinite(double value) {
    if (Double.isFinite(value)) return value;
    throw new IllegalArgumentException("value = " + value + ", expected a finite number");
  }

  /** Refuses what is no error indicator. */
  static boolean requireBinary(double value) {
    if (value == 0 || value == 1) return value == 1;
    throw new IllegalArgumentException("value = " + value + ", expected 0 (right) or 1 (wrong)");
  }
}
