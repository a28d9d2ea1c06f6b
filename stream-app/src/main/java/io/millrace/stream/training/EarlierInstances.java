package io.millrace.stream.training;

import io.millrace.stream.topic.InstanceReport;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The instances of this generation that were there before this one, and the guarantees they score
 * under. Before is by the order of the replicas topic, which is the same for all that read it: of
 * two that differ the one whose first report comes later waits, and only that one.
 */
final class EarlierInstances {
  /** Some four reports of an instance that is idle. */
  static final long SILENCE_MS = 20_000;

  private final String instance;
  private final int generation;
  private final Map<String, Heard> earlier = new TreeMap<>();
  private boolean joined;

  private record Heard(InstanceReport report, long at) {}

  /**
   * @param instance name of this one
   */
  EarlierInstances(String instance, int generation) {
    this.instance = instance;
    this.generation = generation;
  }

  /** This instance has reported since it started: who is new from here on came later. */
  void joined() {
    joined = true;
  }

  boolean hasJoined() {
    return joined;
  }

  /**
   * The next report in the topic's order.
   *
   * @param now when it was read, ms of any clock that only goes forward
   */
  void reported(InstanceReport report, long now) {
    String other = report.instance();
    if (other.equals(instance) || report.version().generation() != generation) return;
    if (!joined || earlier.containsKey(other)) earlier.put(other, new Heard(report, now));
  }

  /** It has closed; if it comes again, it comes later. */
  void left(String other) {
    earlier.remove(other);
  }

  /** The first of those, by name, that says another guarantee and was heard of lately. */
  Optional<InstanceReport> differing(String guarantee, long now) {
    return earlier.values().stream()
        .filter(heard -> now - heard.at() < SILENCE_MS)
        .map(Heard::report)
        .filter(report -> report.guarantee().filter(said -> !said.equals(guarantee)).isPresent())
        .findFirst();
  }
}
