package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import picocli.CommandLine.Option;

/** The period that is measured; everything before it is learnt all the same. */
final class PeriodOptions {
  @Option(names = "--from", paramLabel = "DAY", description = "first UTC day that is measured")
  private LocalDate from;

  @Option(names = "--to", paramLabel = "DAY", description = "last UTC day that is measured")
  private LocalDate to;

  /** Null for the stream's first day. */
  LocalDate from() {
    return from;
  }

  /** Included; null for the stream's last day. */
  LocalDate to() {
    return to;
  }

  /** Writes which days a comparison chose by and was measured on; null where it was not said. */
  static void write(ObjectNode root, LocalDate from, LocalDate chooseTo, LocalDate to) {
    root.put("from", day(from));
    root.put("choose_to", day(chooseTo));
    root.put("to", day(to));
  }

  static String day(LocalDate day) {
    return day == null ? null : day.toString();
  }
}
