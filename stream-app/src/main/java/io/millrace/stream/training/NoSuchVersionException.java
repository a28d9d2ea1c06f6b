package io.millrace.stream.training;

/** A version that the log never made: nothing is gone. */
final class NoSuchVersionException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  NoSuchVersionException(String message) {
    super(message);
  }
}
