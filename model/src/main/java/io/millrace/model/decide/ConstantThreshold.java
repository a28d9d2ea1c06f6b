package io.millrace.model.decide;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/** A threshold that nothing moves; it has no state. */
record ConstantThreshold(double threshold) implements AlertThreshold {
  @Override
  public void learnt(double rawScore, long eventTimeMillis, long entityHash, float weight) {
    // What was learnt does not move it.
  }

  @Override
  public void write(StateWriter out) {
    // Its one number is a setting, not state.
  }

  @Override
  public void read(StateReader in) {
    // As above.
  }
}
