package io.millrace.stream.cli;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.RecommendFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which pipeline, and what is to be different about it. */
final class PipelineOptions {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "FILE",
      description = "the pipeline file; fraud.yaml and recommendations.yaml ship with the product")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "overrides a key of the pipeline file, e.g. learner.rate=0.05")
  private final Map<String, String> overrides = new LinkedHashMap<>();

  Pipeline read() {
    return read(Map.of());
  }

  /** Whether the file is of the kind {@code recommend}. */
  boolean recommends() {
    return PipelineFile.kind(file, overrides).equals(RecommendPipeline.KIND);
  }

  RecommendPipeline readRecommend() {
    return RecommendFile.read(file, overrides);
  }

  /**
   * @param more settings over those of the command line
   */
  Pipeline read(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(overrides);
    all.putAll(more);
    return PipelineFile.read(file, all);
  }
}
