package io.millrace.stream.feed;

/**
 * One event on its way into a topic.
 *
 * @param id of the event; null where it has none (it will meet the dead-letter topic)
 * @param time event time, epoch milliseconds; that of the row before where it has none
 * @param key what the record is keyed by, null for none
 * @param json the event, without its label
 * @param label text of its label, null for none
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never changed.
public record FeedRow(String id, long time, String key, byte[] json, String label) {}
