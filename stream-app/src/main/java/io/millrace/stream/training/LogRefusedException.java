package io.millrace.stream.training;

import java.util.List;

/** A training log that this pipeline file must not learn from, or serve. */
public final class LogRefusedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final List<String> differences;

  LogRefusedException(String message, List<String> differences) {
    super(message);
    this.differences = List.copyOf(differences);
  }

  /** One line a setting that differs, where settings do; else empty. */
  public List<String> differences() {
    return differences;
  }
}
