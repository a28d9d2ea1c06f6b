package io.millrace.stream.training;

import io.millrace.model.explain.Explanation;
import io.millrace.model.explain.Reason;
import io.millrace.model.replica.ModelVersion;
import java.util.List;

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
public record Answer(
    double raw,
    double probability,
    double threshold,
    ModelVersion version,
    Explanation why,
    double[] rawScores,
    long[] models,
    double[] probabilities) {
  /** The strongest first. */
  public List<Reason> reasons() {
    return why.reasons();
  }
}
