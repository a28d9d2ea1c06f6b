package io.millrace.stream.topic;

/**
 * The key of a record in the snapshots topic; no key is ever written with other bytes.
 *
 * @param offset in the training log, of the last record applied
 * @param chunk 0 and up; {@link #MANIFEST} for the manifest, which is written last
 */
public record SnapshotPart(int generation, long offset, int chunk) {
  public static final int MANIFEST = -1;

  public boolean isManifest() {
    return chunk == MANIFEST;
  }
}
