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
 * @param entries what the log holds beside lessons up to its version; of many the newest
 * @param older what is kept of those that are not among them
 */
public record Manifest(
    String log,
    int chunks,
    long bytes,
    String sha256,
    long examples,
    long written,
    LogRecord.Configured configured,
    List<LogEntry> entries,
    Older older) {
  public Manifest {
    entries = List.copyOf(entries);
  }

  /**
   * What is known of a log's commands beside the entries that are kept.
   *
   * @param entries how many are not kept
   * @param featureSets fingerprints of the settings among those, each once
   * @param commandsUntil offset in the commands topic up to and with which all commands are in the
   *     log; {@link LogRecord.Commanded#NO_PLACE} if not known
   */
  public record Older(long entries, List<Long> featureSets, long commandsUntil) {
    /** Every entry is kept. */
    public static final Older NONE = new Older(0, List.of(), LogRecord.Commanded.NO_PLACE);

    public Older {
      featureSets = List.copyOf(featureSets);
    }
  }
}
