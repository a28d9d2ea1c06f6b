package io.millrace.model.drift;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

final class Bytes {
  private Bytes() {}

  static byte[] of(DriftDetector detector) {
    StateWriter out = new StateWriter();
    detector.write(out);
    return out.toBytes();
  }

  static <D extends DriftDetector> D restored(D fresh, byte[] bytes) {
    fresh.read(new StateReader(bytes));
    return fresh;
  }
}
