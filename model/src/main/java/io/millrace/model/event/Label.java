package io.millrace.model.event;

/**
 * What somebody found out about an event.
 *
 * @param eventId the event it speaks of
 * @param positive the finding
 * @param knownAt when it was known, epoch milliseconds
 * @param sequence its place among the labels of its source, to tell two equal labels apart
 * @param channel who found it: the higher, the more he is believed; 0 where there is one channel
 */
public record Label(String eventId, boolean positive, long knownAt, long sequence, int channel) {
  /** Of the only channel, or of the one that is believed least. */
  public Label(String eventId, boolean positive, long knownAt, long sequence) {
    this(eventId, positive, knownAt, sequence, 0);
  }
}
