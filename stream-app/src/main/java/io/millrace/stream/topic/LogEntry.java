package io.millrace.stream.topic;

/**
 * What a training log holds beside lessons, in short: snapshots carry these, so that the whole list
 * is known without reading the log.
 *
 * @param offset its place in the log
 * @param id of the command; {@code first} for the log's first record
 * @param kind {@code configure} or {@code threshold}
 * @param said what it says beside its kind
 * @param issued when, epoch milliseconds; 0 for the first record
 * @param by who; empty for the first record
 * @param refusal why it changes nothing; empty if it holds from there on
 * @param featureSet fingerprint of the features of a {@code configure}; else 0
 */
public record LogEntry(
    long offset,
    String id,
    String kind,
    String said,
    long issued,
    String by,
    String refusal,
    long featureSet) {
  public static final String CONFIGURE = "configure";

  /** Whether it sets how the log is learnt from there on. */
  public boolean configures() {
    return kind.equals(CONFIGURE) && refusal.isEmpty();
  }
}
