package io.millrace.stream.cli;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.labeljoin.LabelJoinStage;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.TopicSpec;
import io.millrace.stream.topology.LearningTopology;
import io.millrace.stream.topology.ScoringTopology;
import java.util.List;

/** What a pipeline file comes to: what both forms of {@code describe} are made of. */
final class Description {
  /** Events in the longest window of a history whose bytes are told. */
  static final List<Integer> HISTORY_SIZES = List.of(0, 10, 100, 256);

  private final Pipeline pipeline;
  private final PipelineTopics topics;
  private final ExpectedState state;
  private final double eventsPerDay;

  Description(Pipeline pipeline, double eventsPerDay) {
    this.pipeline = pipeline;
    this.eventsPerDay = eventsPerDay;
    topics = new PipelineTopics(pipeline);
    state = new ExpectedState(pipeline);
  }

  Pipeline pipeline() {
    return pipeline;
  }

  PipelineTopics topics() {
    return topics;
  }

  ExpectedState state() {
    return state;
  }

  double eventsPerDay() {
    return eventsPerDay;
  }

  /** The topology of the half that scores, as Kafka Streams writes it. */
  String scoring() {
    try (Observability observability = new Observability()) {
      // Nobody asks the model of a topology that is only described.
      return ScoringTopology.of(
              pipeline,
              (values, categories, reasons) -> null,
              observability.pipeline(pipeline.name()),
              Guarantee.EXACTLY_ONCE)
          .describe()
          .toString();
    }
  }

  /** The topology of the half that learns. */
  String learning() {
    try (Observability observability = new Observability()) {
      return LearningTopology.of(
              pipeline, observability.pipeline(pipeline.name()), LabelJoinStage.PER_SECOND)
          .describe()
          .toString();
    }
  }

  /** All topics but Kafka Streams' own. */
  List<TopicSpec> topicSpecs() {
    return DescribedTopics.of(topics);
  }

  /** About what the learners hold. */
  double replicaBytes() {
    return pipeline.learners().stateBytes();
  }
}
