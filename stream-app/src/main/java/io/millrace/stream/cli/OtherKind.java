package io.millrace.stream.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** An option that says nothing to a pipeline's kind is refused, never ignored. */
final class OtherKind {
  private static final String PIPELINE = "a pipeline of the kind ";

  private OtherKind() {}

  static void refuse(CommandSpec command, String kind, String... options) {
    for (String option : options) {
      if (command.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            command.commandLine(),
            option + " says nothing to " + PIPELINE + kind + ", expected none");
      }
    }
  }
}
