package io.millrace.stream.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace snapshot}: what is kept of the model's state. */
@Command(
    name = "snapshot",
    description = "Looks at the snapshots of a pipeline's model, and trims its training log.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SnapshotListCommand.class,
      SnapshotVerifyCommand.class,
      SnapshotPruneCommand.class
    })
final class SnapshotCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "found no command, expected one of " + spec.subcommands().keySet());
  }
}
