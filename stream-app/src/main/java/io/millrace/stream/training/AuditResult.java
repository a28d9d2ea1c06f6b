package io.millrace.stream.training;

import io.millrace.model.explain.Reason;
import io.millrace.model.replica.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiPredicate;

/**
 * What an audit of one event found.
 *
 * @param missing what could not be found, and why that may be; empty if nothing was missing
 * @param stored what the feature log says; empty if the event was not found
 * @param published what the scores topic says; empty if it does not (any more)
 * @param recomputed what the restored model says of the same features; empty if it could not be
 *     restored
 * @param replayed examples that were learnt again
 * @param snapshot version of the snapshot they were learnt after; empty if from the log's beginning
 */
public record AuditResult(
    String eventId,
    Optional<String> missing,
    Optional<Said> stored,
    Optional<Said> published,
    Optional<Said> recomputed,
    long replayed,
    OptionalLong snapshot)
    implements Audited {

  /**
   * What was said of the event.
   *
   * @param probability the calibrated score; NaN where a score does not tell it, which is a
   *     difference
   * @param decision {@code alert} or {@code pass}; not told by the feature log
   * @param reasons the strongest first; not told by the feature log
   */
  public record Said(
      ModelVersion version,
      double score,
      double probability,
      double threshold,
      Optional<String> decision,
      Optional<List<Reason>> reasons) {}

  /** Whether the event is in the feature log. */
  public boolean found() {
    return stored.isPresent();
  }

  /** Whether all that is told of the score is the same bits as what was recomputed. */
  public boolean scoreEqual() {
    return all((told, again) -> same(told.score(), again.score()));
  }

  /** Whether all that is told of the probability is the same bits as what was recomputed. */
  public boolean probabilityEqual() {
    return all((told, again) -> same(told.probability(), again.probability()));
  }

  /** Whether the score is told to be of the version that the feature log says it is of. */
  public boolean versionEqual() {
    return all((told, again) -> told.version().equals(again.version()));
  }

  /** Whether all that is told of the threshold is the same bits as what was recomputed. */
  public boolean thresholdEqual() {
    return all((told, again) -> same(told.threshold(), again.threshold()));
  }

  /** Whether the decision, where it is told, is the recomputed one. */
  public boolean decisionEqual() {
    return all(
        (told, again) -> told.decision().isEmpty() || told.decision().equals(again.decision()));
  }

  /** Whether the reasons, where they are told, are the recomputed ones to the last bit. */
  public boolean reasonsEqual() {
    return all((told, again) -> told.reasons().isEmpty() || told.reasons().equals(again.reasons()));
  }

  @Override
  public boolean madeAgain() {
    return recomputed.isPresent();
  }

  @Override
  public List<String> differing() {
    if (!madeAgain()) return List.of();
    List<String> names = new ArrayList<>();
    if (!scoreEqual()) names.add("score");
    if (!probabilityEqual()) names.add("probability");
    if (!thresholdEqual()) names.add("threshold");
    if (!decisionEqual()) names.add("decision");
    if (!reasonsEqual()) names.add("reasons");
    if (!versionEqual()) names.add("version");
    return names;
  }

  /** Whether the event was found, its version restored, and everything that is told equal. */
  @Override
  public boolean equal() {
    return scoreEqual()
        && probabilityEqual()
        && thresholdEqual()
        && decisionEqual()
        && reasonsEqual()
        && versionEqual();
  }

  private boolean all(BiPredicate<Said, Said> equal) {
    return stored.isPresent()
        && recomputed.isPresent()
        && equal.test(stored.get(), recomputed.get())
        && published.map(told -> equal.test(told, recomputed.get())).orElse(true);
  }

  private static boolean same(double a, double b) {
    return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
  }
}
