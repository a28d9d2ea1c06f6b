package io.millrace.stream.accounting;

/**
 * Two counts that must be equal.
 *
 * @param says what is equal to what
 */
public record Identity(String says, long left, long right) {
  public boolean holds() {
    return left == right;
  }

  @Override
  public String toString() {
    return says + ": " + left + (holds() ? " = " : " is not ") + right;
  }
}
