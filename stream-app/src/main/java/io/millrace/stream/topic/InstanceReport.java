package io.millrace.stream.topic;

import io.millrace.model.replica.ModelVersion;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How far an instance's replica has learnt; the value of the replicas topic, keyed by instance.
 *
 * @param caughtUp whether it had applied all that the log held, a moment ago
 * @param sha256 digest of the replica at that version, in hexadecimal, where it was computed
 * @param at when it was said, epoch milliseconds
 * @param http where the instance answers, {@code host:port}; empty where it does not
 * @param guarantee of its half that scores, as its configuration says it; empty where it has none,
 *     and of a release that did not tell it
 */
public record InstanceReport(
    String instance,
    ModelVersion version,
    long examples,
    boolean caughtUp,
    Optional<String> sha256,
    long at,
    String http,
    Optional<String> guarantee) {
  public InstanceReport {
    sha256.ifPresent(text -> HexFormat.of().parseHex(text));
  }
}
