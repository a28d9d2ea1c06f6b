package io.millrace.stream.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace simulate}: synthetic streams, one subcommand a kind. */
@Command(
    name = "simulate",
    description = "Writes a synthetic stream.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "STREAM",
    subcommands = {SimulateFraudCommand.class, SimulateActivityCommand.class})
final class SimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "found no stream, expected one of " + spec.subcommands().keySet());
  }
}
