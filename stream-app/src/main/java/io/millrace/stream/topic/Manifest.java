package io.millrace.stream.topic;

import java.util.List;

/**
 * What is in a snapshot; written last, in the same transaction as the chunks, so that a snapshot
 * with a manifest is complete.
 *
 * @param log topic id of the training log it was learnt from
 * @param chunks their number
 * @param bytes of all chunks together
 * @param sha256 of those bytes, in hexadecimal: the replica's digest
 * @param examples learnt
 * @param written when, epoch milliseconds
 * @param configured the settings in force at its version, which it was learnt by
 * @param entries what the log holds beside lessons up to its version
 */
public record Manifest(
    String log,
    int chunks,
    long bytes,
    String sha256,
    long examples,
    long written,
    LogRecord.Configured configured,
    List<LogEntry> entries) {
  public Manifest {
    entries = List.copyOf(entries);
  }
}
