package io.millrace.stream.topic;

import io.millrace.stream.topic.TopicSetting.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** What is wrong with a topic that exists: one line a difference, with the way out. */
final class TopicChecks {
  private TopicChecks() {}

  /**
   * @param partitions found
   * @param found its settings in force, by Kafka's names
   */
  static List<String> problems(TopicSpec spec, int partitions, Map<String, String> found) {
    List<String> problems = new ArrayList<>();
    checkPartitions(spec, partitions, problems);
    for (TopicSetting setting : spec.settings()) {
      checkSetting(spec.name(), setting, found, problems);
    }
    return problems;
  }

  /** How to change a setting of a topic. */
  static String change(String topic, String key, String value) {
    return "change it with: kafka-configs.sh --alter --entity-type topics --entity-name "
        + topic
        + " --add-config "
        + key
        + "="
        + value;
  }

  /** Whether the broker stamps the topic's records: its bounds on timestamps then mean nothing. */
  static boolean stampedByBroker(Map<String, String> found) {
    return "LogAppendTime".equals(found.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG));
  }

  private static void checkPartitions(TopicSpec spec, int found, List<String> problems) {
    if (!spec.fixed() || found == spec.partitions()) return;
    problems.add(
        "topic "
            + spec.name()
            + ": partitions = "
            + found
            + ", expected "
            + spec.partitions()
            + (spec.partitions() == 1
                ? "; it is not Millrace's: move it aside, or name the pipeline otherwise"
                : "; set `partitions: "
                    + found
                    + "` in the pipeline file, or start a new generation"));
  }

  private static void checkSetting(
      String topic, TopicSetting setting, Map<String, String> all, List<String> problems) {
    String found = all.get(setting.key());
    if (setting.rule() == Rule.ANY || setting.allows(found)) return;
    if (isTimestampBound(setting.key()) && stampedByBroker(all)) return;
    problems.add(
        "topic "
            + topic
            + ": "
            + setting.key()
            + " = "
            + found
            + ", expected "
            + setting.expected()
            + "; "
            + change(topic, setting.key(), setting.bound()));
  }

  private static boolean isTimestampBound(String key) {
    return key.equals(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG)
        || key.equals(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG);
  }
}
