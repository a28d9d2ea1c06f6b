package io.millrace.model.event;

/**
 * One outcome, as told to the outcomes topic.
 *
 * @param id of the event
 * @param at event-time moment it was decided at, epoch milliseconds
 * @param positive the label in question; false where there is none
 * @param wasEarly whether the label had been counted as waiting before
 */
public record OutcomeRecord(
    Outcome outcome, String id, long at, boolean positive, boolean wasEarly) {}
