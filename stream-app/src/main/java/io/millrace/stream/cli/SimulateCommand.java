package io.millrace.stream.cli;

import java.time.LocalDate;
import java.time.ZoneOffset;
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

  /**
   * The first UTC day of a stream. Nothing happens in the future: what is simulated ends at or
   * before now.
   *
   * @param start as asked for; null for the one that makes yesterday the last day
   */
  static LocalDate firstDay(LocalDate start, int days) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    if (start == null) return today.minusDays(days);
    if (start.plusDays(days).isAfter(today)) {
      throw new IllegalArgumentException(
          "--start = "
              + start
              + " and --days = "
              + days
              + " end after today, expected a start of "
              + today.minusDays(days)
              + " or before");
    }
    return start;
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "found no stream, expected one of " + spec.subcommands().keySet());
  }
}
