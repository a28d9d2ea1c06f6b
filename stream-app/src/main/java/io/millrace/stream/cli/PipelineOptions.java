package io.millrace.stream.cli;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.RecommendFile;
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
      description = "the pipeline file; fraud.yaml and recommendations.yaml ship with the product")
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
    return RecommendFile.read(file, set.all());
  }

  /**
   * @param more settings over those of the command line
   */
  Pipeline read(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(set.all());
    all.putAll(more);
    return PipelineFile.read(file, all);
  }
}
