package io.millrace.stream.http;

import io.millrace.model.evaluate.ConstantRate;
import io.millrace.model.replica.ModelVersion;

/**
 * How far this instance's replica of a pipeline is; all of it of one version.
 *
 * @param sha256 digest of the replica's bytes, in hexadecimal
 * @param threshold raw score from which an event is an alert
 * @param quality over the sliding window; null of a model that recommends
 * @param lists the same of a model that recommends, else null
 */
public record ReplicaState(
    ModelVersion version,
    long examples,
    String sha256,
    boolean caughtUp,
    double threshold,
    Quality quality,
    Lists lists) {
  /** Of a model that scores. */
  public ReplicaState(
      ModelVersion version,
      long examples,
      String sha256,
      boolean caughtUp,
      double threshold,
      Quality quality) {
    this(version, examples, sha256, caughtUp, threshold, quality, null);
  }

  /** Of a model that recommends. */
  public static ReplicaState ofLists(
      ModelVersion version, long examples, String sha256, boolean caughtUp, Lists lists) {
    return new ReplicaState(version, examples, sha256, caughtUp, Double.NaN, null, lists);
  }

  /**
   * Prequential quality of lists over the last tests; NaN where there was none.
   *
   * @param items that the model knows
   * @param hitRate10 of the lists that the model would have given just before each test
   * @param shownHitRate10 of the lists that users were shown
   */
  public record Lists(
      long items,
      long tests,
      double hitRate10,
      double mrr10,
      double ndcg10,
      long shownTests,
      double shownHitRate10) {}

  /**
   * Prequential quality of the last examples; NaN where it cannot be said, which JSON shows as
   * null.
   *
   * @param examples in the window
   * @param logLoss nats an example
   * @param baseline what a constant rate reaches on the same examples
   */
  public record Quality(
      long examples,
      double aucRoc,
      double averagePrecision,
      double logLoss,
      double brier,
      double calibrationError,
      ConstantRate.Result baseline) {}
}
