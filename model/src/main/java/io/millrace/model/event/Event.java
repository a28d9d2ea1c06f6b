package io.millrace.model.event;

/**
 * One event as a pipeline reads it. Fields sit in the slots of the pipeline's {@link EventSchema}.
 * The arrays belong to the event and are never changed after it was made.
 *
 * @param id identity, compared as text
 * @param time event time, epoch milliseconds
 * @param numbers NaN where the field is missing, null or not a number
 * @param texts null where the field is missing or null
 */
@SuppressWarnings("ArrayRecordComponent") // Read-only by contract; copies would cost every event.
public record Event(String id, long time, double[] numbers, String[] texts) {}
