package io.millrace.stream.topic;

import io.millrace.model.recommend.Activity;

/**
 * An activity that was read.
 *
 * @param id its own, or that of its record
 * @param held whether what it teaches waits for the next tick: lockstep
 */
public record ArrivedActivity(String id, Activity activity, Source source, boolean held) {}
