package io.millrace.stream.cli;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.topic.LogTopics;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which pipeline, and what is to be different about it. */
final class PipelineOptions {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "FILE",
      description =
          "the pipeline file; fraud.yaml, fraud-challengers.yaml and recommendations.yaml ship"
              + " with the product")
  private Path file;

  @Mixin private OverrideOption set;

  Pipeline read() {
    return read(Map.of());
  }

  /** Whether the file is of the kind {@code recommend}. */
  boolean recommends() {
    return PipelineFile.kind(file, set.all()).equals(RecommendPipeline.KIND);
  }

  RecommendPipeline readRecommend() {
    return readRecommend(Map.of());
  }

  RecommendPipeline readRecommend(Map<String, String> more) {
    return RecommendFile.read(file, with(more));
  }

  /** The topics of the file's pipeline, of either kind. */
  LogTopics topics() {
    return LogTopics.of(PipelineFile.readAny(file, set.all()));
  }

  /**
   * @param more settings over those of the command line
   */
  Pipeline read(Map<String, String> more) {
    return PipelineFile.read(file, with(more));
  }

  private Map<String, String> with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(set.all());
    all.putAll(more);
    return all;
  }
}
