package io.millrace.model.drift;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/** A detector whose state is a handful of numbers, named once, in the order of their bytes. */
abstract class ScalarDetector implements DriftDetector {
  /** Passes numbers on to their bytes, or gives those that the bytes hold in their place. */
  interface Fields {
    long of(long field);

    double of(double field);
  }

  /** Each field of the state becomes what {@code fields} makes of it. */
  abstract void state(Fields fields);

  @Override
  public void write(StateWriter out) {
    state(
        new Fields() {
          @Override
          public long of(long field) {
            out.putLong(field);
            return field;
          }

          @Override
          public double of(double field) {
            out.putDouble(field);
            return field;
          }
        });
  }

  @Override
  public void read(StateReader in) {
    state(
        new Fields() {
          @Override
          public long of(long field) {
            return in.getLong();
          }

          @Override
          public double of(double field) {
            return in.getDouble();
          }
        });
  }
}
