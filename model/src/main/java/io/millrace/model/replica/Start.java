package io.millrace.model.replica;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a replica begins with that does not begin with nothing.
 *
 * @param features canonical text of the feature set that was learnt from
 * @param deciding settings of the thresholds
 */
record Start(String features, String deciding, List<Start.Of> learners) {
  private static final int FORMAT = 1;

  /**
   * Of one learner.
   *
   * @param settings canonical text
   * @param calibrator empty where it has none
   */
  @SuppressWarnings("ArrayRecordComponent") // Made for one reader; megabytes.
  record Of(
      String settings, byte[] learner, byte[] threshold, String calibration, byte[] calibrator) {
    private void write(StateWriter out) {
      out.putText(settings).putBytes(learner).putBytes(threshold);
      out.putText(calibration).putBytes(calibrator);
    }

    private static Of read(StateReader in) {
      return new Of(in.getText(), in.getBytes(), in.getBytes(), in.getText(), in.getBytes());
    }
  }

  /** The learner of the same settings. */
  Optional<Of> of(String settings) {
    return learners.stream().filter(other -> other.settings().equals(settings)).findFirst();
  }

  void write(StateWriter out) {
    out.putInt(FORMAT).putText(features).putText(deciding).putInt(learners.size());
    learners.forEach(learner -> learner.write(out));
  }

  static Start read(StateReader in) {
    ReplicaState.requireFormat("start", in.getInt(), FORMAT);
    String features = in.getText();
    String deciding = in.getText();
    List<Of> learners = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) learners.add(Of.read(in));
    return new Start(features, deciding, learners);
  }
}
