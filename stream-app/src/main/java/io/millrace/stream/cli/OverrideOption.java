package io.millrace.stream.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is to be different from the pipeline file. */
final class OverrideOption {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "overrides a key of the pipeline file, of each if several, e.g. learner.rate=0.05")
  private final Map<String, String> overrides = new LinkedHashMap<>();

  /** In the order given. */
  Map<String, String> all() {
    return overrides;
  }
}
