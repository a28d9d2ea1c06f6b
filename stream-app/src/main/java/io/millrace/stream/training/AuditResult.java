package io.millrace.stream.training;

import io.millrace.model.explain.Reason;
import io.millrace.model.replica.ModelVersion;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an audit of one event found.
 *
 * @param missing what could not be found, and why that may be; empty if nothing was missing
 * @param stored what the feature log and the scores topic say; empty if the event was not found
 * @param recomputed what the restored model says of the same features; empty if it could not be
 *     restored
 * @param replayed examples that were learnt again
 * @param snapshot version of the snapshot they were learnt after; empty if from the log's beginning
 */
public record AuditResult(
    String eventId,
    Optional<String> missing,
    Optional<Said> stored,
    Optional<Said> recomputed,
    long replayed,
    OptionalLong snapshot) {

  /**
   * What was said of the event.
   *
   * @param decision and {@code reasons}: empty where the scores topic does not have the event
   */
  public record Said(
      ModelVersion version,
      double score,
      double threshold,
      Optional<String> decision,
      Optional<List<Reason>> reasons) {}

  /** Whether the event is in the feature log. */
  public boolean found() {
    return stored.isPresent();
  }

  /** Whether the scores are the same bits. */
  public boolean scoreEqual() {
    return both((s, r) -> same(s.score(), r.score()));
  }

  /** Whether the thresholds are the same bits. */
  public boolean thresholdEqual() {
    return both((s, r) -> same(s.threshold(), r.threshold()));
  }

  /** Whether the decisions are equal, or the scores topic no longer tells the stored one. */
  public boolean decisionEqual() {
    return both((s, r) -> s.decision().isEmpty() || s.decision().equals(r.decision()));
  }

  /** Whether the reasons are equal to the last bit, or the scores topic no longer tells them. */
  public boolean reasonsEqual() {
    return both((s, r) -> s.reasons().isEmpty() || s.reasons().equals(r.reasons()));
  }

  /** Whether everything that was found is equal. */
  public boolean equal() {
    return scoreEqual() && thresholdEqual() && decisionEqual() && reasonsEqual();
  }

  private boolean both(java.util.function.BiPredicate<Said, Said> equal) {
    return stored.isPresent()
        && recomputed.isPresent()
        && equal.test(stored.get(), recomputed.get());
  }

  private static boolean same(double a, double b) {
    return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
  }
}
