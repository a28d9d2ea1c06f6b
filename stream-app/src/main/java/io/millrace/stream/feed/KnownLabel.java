package io.millrace.stream.feed;

/**
 * A label and the moment it is known.
 *
 * @param id of the event it speaks of
 * @param value as the pipeline's {@code positive} and {@code negative} lists name it
 * @param knownAt epoch milliseconds
 * @param sequence its place among all labels of the feed
 */
public record KnownLabel(String id, String value, long knownAt, long sequence) {}
