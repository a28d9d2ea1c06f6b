package io.millrace.stream.topic;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A topic as it must be.
 *
 * @param partitions it is created with
 * @param fixed whether a topic that exists must have exactly so many
 */
public record TopicSpec(String name, int partitions, boolean fixed, List<TopicSetting> settings) {
  public TopicSpec {
    settings = List.copyOf(settings);
  }

  /** The settings it is created with, by Kafka's names. */
  public Map<String, String> created() {
    return settings.stream()
        .collect(Collectors.toUnmodifiableMap(TopicSetting::key, TopicSetting::value));
  }
}
