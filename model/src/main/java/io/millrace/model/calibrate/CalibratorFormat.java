package io.millrace.model.calibrate;

/** Refuses the state of another release. */
final class CalibratorFormat {
  private CalibratorFormat() {}

  static void require(String kind, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          kind
              + " calibrator state has format "
              + found
              + ", expected "
              + expected
              + ": damaged, or written by another release; without it the log is replayed");
    }
  }
}
