package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.Manifest;

/**
 * A complete snapshot in the snapshots topic.
 *
 * @param firstRecord offset in the snapshots topic of its first chunk
 * @param manifestRecord offset in the snapshots topic of its manifest
 */
public record Snapshot(
    ModelVersion version, Manifest manifest, long firstRecord, long manifestRecord) {
  @Override
  public String toString() {
    return "snapshot " + version + " (" + manifest.examples() + " examples)";
  }
}
