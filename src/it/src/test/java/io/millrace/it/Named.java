package io.millrace.it;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The fraud pipeline under other names with topics of their own, which share a broker. */
final class Named {
  private Named() {}

  /** Keys of the pipeline file, with these laid over. */
  static Map<String, String> settings(String name, Map<String, String> more) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "pipeline", name,
                "events.topic", name + "-transactions",
                "labels.topic", name + "-labels",
                "output.scores", name + "-scores",
                "output.alerts", name + "-alerts"));
    all.putAll(more);
    return all;
  }

  static Pipeline pipeline(String name, Map<String, String> more) {
    return PipelineFile.read(Path.of("fraud.yaml"), settings(name, more));
  }
}
