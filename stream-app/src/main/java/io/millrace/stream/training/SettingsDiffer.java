package io.millrace.stream.training;

import io.millrace.model.pipeline.Difference;
import io.millrace.stream.topic.LogTopics;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How it is told that a pipeline file has other settings than those in force. */
final class SettingsDiffer {
  private SettingsDiffer() {}

  /** A difference and what it takes. */
  static String told(Difference difference) {
    return difference + " (" + difference.change().name().toLowerCase(Locale.ROOT) + ")";
  }

  /** Why an instance waits. */
  static String told(LogTopics topics, List<Difference> differences, long since) {
    return "the pipeline file differs from the settings in force ("
        + topics.trainingLog().name()
        + ", offset "
        + since
        + "): "
        + differences.stream().map(SettingsDiffer::told).collect(Collectors.joining("; "))
        + ". Expected the same: `millrace deploy --pipeline FILE` puts the file's in force;"
        + " otherwise start this instance with the file that is";
  }
}
