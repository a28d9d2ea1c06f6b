package io.millrace.stream.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry of the program: picks the command, and turns what goes wrong into one clear line. */
@Command(
    name = "millrace",
    description = "Streaming online learning on Kafka.",
    mixinStandardHelpOptions = true,
    version = "millrace 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BacktestCommand.class,
      CompareCommand.class,
      ReplayCommand.class,
      SimulateCommand.class,
      RunCommand.class,
      DemoCommand.class,
      DescribeCommand.class,
      SnapshotCommand.class,
      AuditCommand.class,
      DeployCommand.class,
      ThresholdCommand.class,
      ModelsCommand.class,
      ExportCommand.class,
      StartCommand.class,
      SwitchCommand.class,
      BenchCommand.class,
    })
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs a command; 0 only when its work was done. */
  public static int run(String... arguments) {
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          command.getErr().println("millrace: " + Failure.told(exception));
          if (Boolean.getBoolean("millrace.stacktrace")) {
            exception.printStackTrace(command.getErr());
          }
          return CommandLine.ExitCode.SOFTWARE;
        });
    if (arguments.length == 0) {
      line.usage(line.getErr());
      return CommandLine.ExitCode.USAGE;
    }
    return line.execute(arguments);
  }
}
