package io.millrace.stream.feed;

/**
 * A label and the moment it is known.
 *
 * @param id of the event it speaks of
 * @param value as the pipeline's {@code positive} and {@code negative} lists name it
 * @param knownAt epoch milliseconds
 * @param sequence its place among all labels of the feed
 * @param channel as {@code labels.channels} names it; null where nothing is said of it
 */
public record KnownLabel(String id, String value, long knownAt, long sequence, String channel) {
  /** Of which nobody says who found it. */
  public KnownLabel(String id, String value, long knownAt, long sequence) {
    this(id, value, knownAt, sequence, null);
  }
}
