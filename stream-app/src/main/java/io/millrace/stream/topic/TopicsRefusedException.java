package io.millrace.stream.topic;

import java.util.List;

/** Topics that exist are not as the pipeline needs them; says each difference and the way out. */
public final class TopicsRefusedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final List<String> problems;

  TopicsRefusedException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line a setting: topic, setting, found, expected, way out. */
  public List<String> problems() {
    return problems;
  }
}
