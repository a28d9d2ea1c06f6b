package io.millrace.stream.score;

import io.millrace.model.explain.Reason;
import io.millrace.model.replica.ModelVersion;
import java.util.List;

/** The model that serves now; it may learn between two calls, never within one. Thread-safe. */
public interface Model {
  /**
   * What one version of the model says of an event.
   *
   * @param raw score, in [0, 1]
   * @param probability the raw score calibrated, in [0, 1]
   * @param threshold the raw score from which an event is an alert
   * @param reasons the strongest first
   */
  record Answer(
      double raw,
      double probability,
      double threshold,
      ModelVersion version,
      List<Reason> reasons) {
    public Answer {
      reasons = List.copyOf(reasons);
    }

    public boolean isAlert() {
      return raw >= threshold;
    }
  }

  /**
   * @param values one a feature of the pipeline's feature set, NaN where missing
   * @param categories the text of each category feature in the order of the feature set, null where
   *     missing
   * @param reasons how many at most
   */
  Answer ask(float[] values, List<String> categories, int reasons);
}
