package io.millrace.stream.parse;

/** A record cannot be understood; it goes to the dead letter topic for this reason. */
public final class RejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason a code of few values, lower case, words joined by {@code _}; a tag of a metric
   * @param message for people: field, what was found, what was expected
   */
  public RejectedException(String reason, String message) {
    // Thrown by the thousand when a producer goes wrong; nobody reads the stack.
    super(message, null, false, false);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
