package io.millrace.stream.training;

import io.millrace.stream.topic.InstanceReport;
import io.millrace.stream.topic.LogTopics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the instances of a pipeline last said of their replicas. */
public final class Replicas {
  private Replicas() {}

  /** By instance; those that have closed are not there. */
  public static List<InstanceReport> reported(Map<String, Object> client, LogTopics topics) {
    TreeMap<String, InstanceReport> reports = new TreeMap<>();
    try (Partition<String, InstanceReport> replicas =
        new Partition<>(client, topics.replicas(), 0)) {
      replicas.read(
          replicas.begin(),
          replicas.end(),
          record -> {
            if (record.value() == null) reports.remove(record.key());
            else reports.put(record.key(), record.value());
            return true;
          });
    }
    return List.copyOf(reports.values());
  }
}
