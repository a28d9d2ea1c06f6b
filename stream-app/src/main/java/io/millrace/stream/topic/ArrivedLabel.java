package io.millrace.stream.topic;

import io.millrace.model.event.Label;

/**
 * A label on its way to the label join.
 *
 * @param held whether it waits there until the label clock reaches the time it was known at
 */
public record ArrivedLabel(Label label, boolean held) {}
