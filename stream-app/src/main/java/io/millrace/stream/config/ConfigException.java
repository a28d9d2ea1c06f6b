package io.millrace.stream.config;

import java.util.List;

/**
 * Settings that were refused. The message holds every problem found, one a line, each with its
 * place, key, value found, what was expected, and the way out.
 */
public final class ConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One text a problem, in the order of the file. */
  public List<String> problems() {
    return problems;
  }
}
