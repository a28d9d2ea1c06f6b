package io.millrace.stream.training;

import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogRecord.Commanded;
import io.millrace.stream.topic.LogRecord.Configured;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a training log, all of one moment.
 *
 * @param entries what it holds beside lessons; of many the newest
 * @param commandsUntil all commands up to this offset of their topic are in it
 * @param inForce settings
 * @param position everything before it was read
 */
record LogView(
    List<LogEntry> entries, long commandsUntil, Optional<Configured> inForce, long position) {
  /** Of a log that nobody has read. */
  static final LogView NOTHING = new LogView(List.of(), Commanded.NO_PLACE, Optional.empty(), 0);

  /** What its history says, read up to a position. */
  static LogView of(LogHistory history, long position) {
    return new LogView(
        history.entries(), history.older().commandsUntil(), history.inForce(), position);
  }
}
