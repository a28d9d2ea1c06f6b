package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;

/**
 * How far a replica is.
 *
 * @param lessons how many it has learnt at that version
 */
public record Learnt(ModelVersion version, long lessons) {}
