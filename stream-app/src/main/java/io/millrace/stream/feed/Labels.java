package io.millrace.stream.feed;

import java.time.Duration;

/**
 * Where the labels of an events file come from: a column of it, known a delay after the event, or a
 * file of their own with the columns (event id, value, known_at).
 *
 * @param column of the events file, taken out of every event; null for none
 * @param delay from event time until a label of the column is known
 * @param file of labels; null for none
 * @param positivesOnly whether only positive labels are told, as complaints are
 */
public record Labels(
    String column, Duration delay, java.nio.file.Path file, boolean positivesOnly) {
  public static final Labels NONE = new Labels(null, Duration.ZERO, null, false);
}
