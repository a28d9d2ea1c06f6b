package io.millrace.stream.training;

import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogRecord.Commanded;
import io.millrace.stream.topic.LogRecord.StartPart;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The model that a pipeline starts with, as the log holds it: in parts that a broker takes, and a
 * command behind them. They are one transaction, so nothing is ever between them.
 */
final class StartParts {
  /** As much as a snapshot's chunk. */
  private static final int PART_BYTES = SnapshotWriter.CHUNK_BYTES;

  private final ByteArrayOutputStream read = new ByteArrayOutputStream();

  /** The model's records before its command. */
  static List<LogRecord> of(byte[] state) {
    List<LogRecord> parts = new ArrayList<>();
    for (int from = 0; from < state.length; from += PART_BYTES) {
      int to = Math.min(state.length, from + PART_BYTES);
      parts.add(new StartPart(Arrays.copyOfRange(state, from, to)));
    }
    return parts;
  }

  /** Takes the next part in the order of the log. */
  void add(byte[] part) {
    read.writeBytes(part);
  }

  /**
   * The model, where a record is the command that says to begin with it.
   *
   * @throws IllegalStateException if the parts are not that model
   */
  Optional<byte[]> before(LogRecord record, long offset) {
    if (!(record instanceof Commanded commanded)
        || !(commanded.command().action() instanceof Command.Start start)) {
      return Optional.empty();
    }
    byte[] bytes = read.toByteArray();
    String digest = Sha256.of(bytes);
    if (bytes.length != start.bytes() || !digest.equals(start.sha256())) {
      throw new IllegalStateException(
          "the model that the start at offset "
              + offset
              + " begins with has "
              + bytes.length
              + " bytes of digest "
              + digest
              + ", expected "
              + start.bytes()
              + " of "
              + start.sha256()
              + ": the log is damaged; set a new `generation:`");
    }
    read.reset();
    return Optional.of(bytes);
  }
}
