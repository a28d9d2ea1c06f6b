package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;

/**
 * Replicas of the same version have the same digest.
 *
 * @param sha256 of the replica's bytes, in hexadecimal
 */
public record ReplicaDigest(ModelVersion version, String sha256, long examples) {
  static ReplicaDigest of(Copy copy) {
    return new ReplicaDigest(copy.version(), Sha256.of(copy.bytes()), copy.examples());
  }
}
