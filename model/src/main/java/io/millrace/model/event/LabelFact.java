package io.millrace.model.event;

/**
 * What a label says of one entity of its event; goes back to that entity's history.
 *
 * @param entity place of the entity in the feature set
 * @param ref key and partition of the history
 * @param eventTime time of the labelled event, epoch milliseconds
 * @param knownAt when the label was known or assumed, epoch milliseconds
 * @param correction true if it replaces what was told of the same event before: a negative that had
 *     been assumed, or the label that this one corrects
 */
public record LabelFact(
    int entity,
    EntityRef ref,
    String eventId,
    long eventTime,
    long knownAt,
    boolean positive,
    boolean assumed,
    boolean correction) {}
