package io.millrace.stream.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.model.drift.Episode;
import io.millrace.stream.topic.LogTopics;
import java.util.Map;

/** An episode of drift as its topic holds it, for tests of what it says. */
public final class EpisodeText {
  private EpisodeText() {}

  public static byte[] of(LogTopics topics, String instance, Episode episode) {
    try (DriftReporter reporter = new DriftReporter(topics, instance, Map.of(), () -> 0)) {
      return reporter.json(episode).toString().getBytes(UTF_8);
    }
  }
}
