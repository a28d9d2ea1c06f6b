package io.millrace.stream.cli;

import io.millrace.stream.config.Durations;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The file of events that a command goes through, and whether it does so in stretches. */
final class EventFileOptions {
  @Option(
      names = "--events",
      required = true,
      paramLabel = "FILE",
      description = "events, CSV or JSON lines, gzipped or not, in stream order")
  private Path file;

  @Option(
      names = "--lockstep",
      paramLabel = "DURATION",
      description =
          "cuts event time into stretches and learns at the end of each, everywhere, before the"
              + " next is scored")
  private String lockstep;

  Path file() {
    return file;
  }

  /** Length of a stretch of event time; zero for none. */
  Duration stretch() {
    if (lockstep == null) return Duration.ZERO;
    Duration stretch = Durations.parse(lockstep);
    if (stretch.isZero()) {
      throw new IllegalArgumentException(
          "--lockstep = " + lockstep + ", expected more than nothing, e.g. 1d");
    }
    return stretch;
  }
}
