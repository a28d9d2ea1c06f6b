package io.millrace.model.event;

/**
 * What somebody found out about an event.
 *
 * @param eventId the event it speaks of
 * @param positive the finding
 * @param knownAt when it was known, epoch milliseconds
 * @param sequence its place among the labels of its source, to tell two equal labels apart
 */
public record Label(String eventId, boolean positive, long knownAt, long sequence) {}
