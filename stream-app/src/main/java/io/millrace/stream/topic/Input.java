package io.millrace.stream.topic;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_DELETE;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A topic the pipeline reads. It is the user's: what could lose records without being wrong for
 * certain is told, not refused.
 *
 * @param spec what is created where it is missing, and what is refused where it exists
 * @param kept how far back a new generation must find it to be as good as the old one
 * @param ahead how far past its Kafka timestamp a record's time may be, where that matters
 * @param counts which of its records count
 */
public record Input(TopicSpec spec, Duration kept, Duration ahead, Counts counts) {
  private static final Duration LEAST_KEPT = Duration.ofDays(1);

  /** Which records of a topic count. */
  public enum Counts {
    /** Each. */
    EACH,
    /** The newest of each key, however old it is. */
    LAST_OF_KEY
  }

  public Input {
    if (kept.compareTo(LEAST_KEPT) < 0) kept = LEAST_KEPT;
  }

  /** A topic of which each record counts. */
  public Input(TopicSpec spec, Duration kept, Duration ahead) {
    this(spec, kept, ahead, Counts.EACH);
  }

  /** A topic of which the newest record of each key counts. */
  static Input ofLastWords(TopicSpec spec) {
    return new Input(spec, Duration.ZERO, Duration.ZERO, Counts.LAST_OF_KEY);
  }

  /**
   * One line for each setting that may lose records: topic, setting, found, expected, what happens.
   *
   * @param found its settings in force, by Kafka's names
   */
  List<String> warnings(Map<String, String> found) {
    List<String> warnings = new ArrayList<>();
    if (counts == Counts.LAST_OF_KEY) {
      deletion(found, warnings);
    } else {
      compaction(found, warnings);
      retention(found, warnings);
    }
    if (!TopicChecks.stampedByBroker(found)) timestamps(found, warnings);
    return warnings;
  }

  private void compaction(Map<String, String> found, List<String> warnings) {
    String policy = found.get(CLEANUP_POLICY_CONFIG);
    if (!policy.contains(CLEANUP_POLICY_COMPACT)) return;
    warnings.add(
        told(CLEANUP_POLICY_CONFIG, policy, "delete")
            + "compaction deletes all but the newest record of a key, read or not: right only where"
            + " every record's key is its event's id; else "
            + TopicChecks.change(spec.name(), CLEANUP_POLICY_CONFIG, "delete"));
  }

  private void deletion(Map<String, String> found, List<String> warnings) {
    String policy = found.get(CLEANUP_POLICY_CONFIG);
    long retention = Long.parseLong(found.get(RETENTION_MS_CONFIG));
    if (!policy.contains(CLEANUP_POLICY_DELETE) || retention < 0) return;
    warnings.add(
        told(RETENTION_MS_CONFIG, retention, "-1, or cleanup.policy = compact")
            + "what was said longer ago is deleted, and a new generation, which is built from this"
            + " topic, would not know of it; "
            + TopicChecks.change(spec.name(), RETENTION_MS_CONFIG, "-1")
            + ", or, where its records are keyed, to "
            + CLEANUP_POLICY_CONFIG
            + "="
            + CLEANUP_POLICY_COMPACT);
  }

  private void retention(Map<String, String> found, List<String> warnings) {
    long retention = Long.parseLong(found.get(RETENTION_MS_CONFIG));
    if (retention < 0 || retention >= kept.toMillis()) return;
    warnings.add(
        told(RETENTION_MS_CONFIG, retention, kept.toMillis() + " or more, or -1")
            + "a new generation is built from this topic and would know the last "
            + Duration.ofMillis(retention)
            + " only, and a longer stop of the service loses records; "
            + TopicChecks.change(spec.name(), RETENTION_MS_CONFIG, Long.toString(kept.toMillis())));
  }

  private void timestamps(Map<String, String> found, List<String> warnings) {
    long before = Long.parseLong(found.get(MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG));
    if (before < kept.toMillis()) {
      warnings.add(
          told(MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, before, kept.toMillis() + " or more")
              + "the broker refuses records stamped earlier than that: what comes late, or is"
              + " replayed, is lost at its producer; "
              + TopicChecks.change(
                  spec.name(), MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, LogTopics.ANY_TIME));
    }
    long after = Long.parseLong(found.get(MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG));
    if (after < ahead.toMillis()) {
      warnings.add(
          told(MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, after, ahead.toMillis() + " or more")
              + "the broker refuses records stamped ahead that the pipeline would take"
              + " (max_ahead); "
              + TopicChecks.change(
                  spec.name(), MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, LogTopics.ANY_TIME));
    }
  }

  private String told(String key, Object found, String expected) {
    return "topic " + spec.name() + ": " + key + " = " + found + ", expected " + expected + ": ";
  }
}
