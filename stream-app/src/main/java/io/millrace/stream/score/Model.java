package io.millrace.stream.score;

import io.millrace.model.event.ScoredEvent;
import io.millrace.model.explain.Explanation;
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
   * @param why what the raw score's log odds are made of
   * @param rawScores of all learners, the one that serves first
   * @param models whose those are; empty with one learner alone
   * @param probabilities what those are told as; empty where that is themselves
   */
  @SuppressWarnings("ArrayRecordComponent") // Read-only by contract.
  record Answer(
      double raw,
      double probability,
      double threshold,
      ModelVersion version,
      Explanation why,
      double[] rawScores,
      long[] models,
      double[] probabilities) {
    /** What one learner alone says. */
    public Answer(
        double raw, double probability, double threshold, ModelVersion version, Explanation why) {
      this(
          raw,
          probability,
          threshold,
          version,
          why,
          new double[] {raw},
          ScoredEvent.ONE_MODEL,
          ScoredEvent.UNCALIBRATED);
    }

    /** The strongest first. */
    public List<Reason> reasons() {
      return why.reasons();
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
