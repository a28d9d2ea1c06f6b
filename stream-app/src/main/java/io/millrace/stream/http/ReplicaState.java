package io.millrace.stream.http;

import io.millrace.model.replica.ModelVersion;

/**
 * How far this instance's replica of a pipeline is; all of it of one version.
 *
 * @param sha256 digest of the replica's bytes, in hexadecimal
 * @param threshold raw score from which an event is an alert
 * @param quality over the sliding window
 */
public record ReplicaState(
    ModelVersion version,
    long examples,
    String sha256,
    boolean caughtUp,
    double threshold,
    Quality quality) {
  /**
   * Prequential quality of the last examples; NaN where it cannot be said, which JSON shows as
   * null.
   *
   * @param examples in the window
   * @param logLoss nats an example
   */
  public record Quality(
      long examples,
      double aucRoc,
      double averagePrecision,
      double logLoss,
      double brier,
      double calibrationError) {}
}
