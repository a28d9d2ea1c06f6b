package io.millrace.model.event;

/**
 * The entity of an event: its key as text and the partition whose history saw the event, so that
 * what the label says reaches that same history.
 */
public record EntityRef(String key, int partition) {}
