package io.millrace.stream.training;

/** A snapshot whose chunks are not what its manifest says; another one may be whole. */
public final class SnapshotDamagedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SnapshotDamagedException(String message) {
    super(message);
  }
}
