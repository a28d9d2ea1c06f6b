package io.millrace.stream.training;

/**
 * What was seen of a replica, and the digest of the very same version.
 *
 * @param seen the look's answer
 */
public record Digested<T>(ReplicaDigest digest, T seen) {}
