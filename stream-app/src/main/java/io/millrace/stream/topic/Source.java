package io.millrace.stream.topic;

/**
 * Where an event was read: its record in the user's topic.
 *
 * @param timestamp of that record, epoch milliseconds
 */
public record Source(String topic, int partition, long offset, long timestamp) {}
