package io.millrace.stream.service;

import io.millrace.model.pipeline.AnyPipeline;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.Source;
import io.millrace.stream.training.ReplicaReader;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.streams.Topology;

/** What a kind of pipeline adds to the log and its replica: applications and metrics. */
interface Kind {
  /**
   * A Streams application.
   *
   * @param doing what it does, for people: {@code scoring}
   */
  record Application(String doing, Topology topology, Properties settings) {}

  static Kind of(AnyPipeline pipeline) {
    return pipeline instanceof Pipeline scoring
        ? new Scoring(scoring)
        : new Recommending((RecommendPipeline) pipeline);
  }

  LogTopics topics();

  /** Of the half that scores, as the configuration says it; empty where none is chosen. */
  Optional<String> guarantee(ServiceConfig config);

  /**
   * In the order in which they start. The last reads the clock topic.
   *
   * @param address where this instance answers, {@code host:port}; empty where it does not
   * @param tells whether this generation answers for a record of the sources; asked when a task
   *     begins
   */
  List<Application> applications(
      ServiceConfig config,
      StreamsSettings settings,
      String address,
      ReplicaReader replica,
      PipelineMeters meters,
      Supplier<Predicate<Source>> tells);

  /** Publishes what is true of the model, beside what is true of every replica. */
  void publish(PipelineMeters meters, ReplicaReader replica);
}
