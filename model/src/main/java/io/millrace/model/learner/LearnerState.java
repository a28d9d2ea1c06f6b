package io.millrace.model.learner;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/** How the state of every learner begins: a format and the settings it is of. */
final class LearnerState {
  private static final int FORMAT = 1;

  private LearnerState() {}

  static StateWriter begin(StateWriter out, String settings) {
    return begin(out, FORMAT, settings);
  }

  static StateWriter begin(StateWriter out, int format, String settings) {
    return out.putInt(format).putText(settings);
  }

  /** Refuses the state of another release or of other settings. */
  static void begin(StateReader in, String settings) {
    begin(in, FORMAT, settings);
  }

  /** The same of a learner whose state has a format of its own. */
  static void begin(StateReader in, int expected, String settings) {
    int format = in.getInt();
    if (format != expected) {
      throw new IllegalArgumentException(
          "learner state has format "
              + format
              + ", expected "
              + expected
              + ": the bytes are damaged or of another release");
    }
    String found = in.getText();
    if (!found.equals(settings)) {
      throw new IllegalArgumentException(
          "learner state is of {"
              + found
              + "}, expected {"
              + settings
              + "}: restore it with the pipeline file that wrote it, or begin a new generation");
    }
  }

  static float[] floats(StateReader in, int expected) {
    float[] read = in.getFloats();
    requireCount(read.length, expected);
    return read;
  }

  static double[] doubles(StateReader in, int expected) {
    double[] read = in.getDoubles();
    requireCount(read.length, expected);
    return read;
  }

  static void requireCount(int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          "learner state holds "
              + found
              + " numbers, expected "
              + expected
              + ": the bytes are damaged");
    }
  }

  static void requireRange(int found, int least, int most) {
    if (found < least || found > most) {
      throw new IllegalArgumentException(
          "learner state holds "
              + found
              + ", expected "
              + least
              + " to "
              + most
              + ": the bytes are damaged");
    }
  }
}
