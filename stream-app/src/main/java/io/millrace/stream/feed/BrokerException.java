package io.millrace.stream.feed;

import java.io.IOException;

/** The broker could not be asked; says what was being done. */
final class BrokerException extends IOException {
  private static final long serialVersionUID = 1;

  BrokerException(String doing, Exception cause) {
    super(doing + " failed: " + (cause.getCause() == null ? cause : cause.getCause()), cause);
    if (cause instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
  }
}
