package io.millrace.stream.service;

import io.millrace.stream.training.ReplicaReader;

/**
 * How much each feature moves the scores, for gauges: one look at the replica for all features, and
 * none while it has learnt little since the last. Thread-safe.
 */
final class Importance {
  /** A look takes some milliseconds, for which learning waits. */
  private static final long EVERY = 1000;

  private final ReplicaReader replica;
  private volatile Look last = new Look(Long.MIN_VALUE, new double[0]);

  @SuppressWarnings("ArrayRecordComponent") // Written once, before it is seen.
  private record Look(long examples, double[] importance) {}

  Importance(ReplicaReader replica) {
    this.replica = replica;
  }

  /** Of the feature at a place of the feature set; NaN while nothing is known. */
  double of(int feature) {
    Look seen = last;
    long now = replica.<Long>read((model, version) -> model.examples());
    if (seen.examples() < 0 || Math.abs(now - seen.examples()) >= EVERY) {
      seen = replica.read((model, version) -> new Look(model.examples(), model.importance()));
      last = seen;
    }
    return seen.importance()[feature];
  }
}
