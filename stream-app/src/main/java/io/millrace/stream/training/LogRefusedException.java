package io.millrace.stream.training;

import io.millrace.model.pipeline.Difference;
import java.util.List;

/** A training log that this pipeline file must not learn from, or serve. */
public final class LogRefusedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final transient List<Difference> differences;

  LogRefusedException(String message, List<Difference> differences) {
    super(message);
    this.differences = List.copyOf(differences);
  }

  /** The settings that differ, where settings do; else empty. */
  public List<Difference> differences() {
    return differences;
  }
}
