package io.millrace.stream.topology;

import io.millrace.model.event.Example;
import io.millrace.model.event.LabelFact;
import io.millrace.model.labeljoin.FeatureLog;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.labeljoin.JoinInput;
import io.millrace.stream.labeljoin.JoinOutput;
import io.millrace.stream.labeljoin.LabelJoinStage;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.parse.ParseStage;
import io.millrace.stream.parse.Parsed;
import io.millrace.stream.topic.ArrivedLabel;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.Source;
import io.millrace.stream.topic.Topic;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * The half that learns.
 *
 * <pre>
 * labels ─▶ parse-labels ─▶ labels-by-event ─▶ [label join] ─▶ training log
 *               └▶ dlq          feature log ──────▶│  │ └────▶ outcomes
 *                                     clock ──────▶│  └──────▶ feedback-A, feedback-B
 * </pre>
 *
 * Feature log, clock and {@code labels-by-event} have the same number of partitions: partition i of
 * each meets in task i. The training log has one, and so one order. Feedback goes to the partition
 * its event came from.
 */
public final class LearningTopology {
  private static final Optional<Set<Integer>> THE_ONE = Optional.of(Set.of(0));

  private final Pipeline pipeline;
  private final PipelineTopics topics;
  private final PipelineMeters meters;
  private final int perSecond;
  private final IntFunction<FeatureLog> features;
  private final Supplier<Predicate<Source>> tells;
  private final long featureSet;
  private final StreamsBuilder builder = new StreamsBuilder();

  private LearningTopology(
      Pipeline pipeline,
      PipelineMeters meters,
      int perSecond,
      IntFunction<FeatureLog> features,
      Supplier<Predicate<Source>> tells) {
    this.features = features;
    this.tells = tells;
    this.pipeline = pipeline;
    this.meters = meters;
    this.perSecond = perSecond;
    topics = new PipelineTopics(pipeline);
    featureSet = pipeline.features().fingerprint();
  }

  /**
   * One whose feature log is read by nobody else: of a pipeline that samples nothing out.
   *
   * @param perSecond how many labels and deadlines a task works off a second at most
   */
  public static Topology of(Pipeline pipeline, PipelineMeters meters, int perSecond) {
    return of(pipeline, meters, perSecond, partition -> FeatureLog.EMPTY, () -> source -> true);
  }

  /**
   * One that tells dead letters of some labels only.
   *
   * @param features each partition of the feature log
   * @param tells whether it answers for a record of the sources; asked when a task begins
   */
  public static Topology of(
      Pipeline pipeline,
      PipelineMeters meters,
      int perSecond,
      IntFunction<FeatureLog> features,
      Supplier<Predicate<Source>> tells) {
    return new LearningTopology(pipeline, meters, perSecond, features, tells).build();
  }

  private Topology build() {
    KStream<String, JoinInput> labels =
        labels().mapValues(JoinInput.Arrived::new, Named.as("arrived"));
    KStream<String, JoinInput> events =
        builder.stream(topics.featureLog().name(), topics.featureLog().consumed())
            .mapValues(record -> new JoinInput.Scored(record.event()), Named.as("scored"));
    KStream<String, JoinInput> ticks =
        builder.stream(topics.clock().name(), topics.clock().consumed())
            .mapValues(JoinInput.Tick::new, Named.as("ticks"));
    KStream<String, JoinOutput> joined =
        labels
            .merge(events, Named.as("labels-and-events"))
            .merge(ticks, Named.as("join-input"))
            .process(
                new LabelJoinStage(pipeline, meters, perSecond, features), Named.as("label-join"));
    teach(Branches.only(joined, JoinOutput.Learnt.class, JoinOutput.Learnt::example, "examples"));
    Branches.only(joined, JoinOutput.Told.class, JoinOutput.Told::entry, "outcomes")
        .to(topics.outcomes().name(), topics.outcomes().produced());
    feedBack(Branches.only(joined, JoinOutput.Fed.class, JoinOutput.Fed::fact, "facts"));
    return builder.build();
  }

  private KStream<String, ArrivedLabel> labels() {
    KStream<byte[], Parsed<ArrivedLabel>> parsed =
        builder.stream(topics.labels().name(), ParseStage.consumed(topics.labels()))
            .process(() -> ParseStage.labels(pipeline, meters, tells), Named.as("parse-labels"));
    Branches.rejected(parsed, topics.dlq());
    return Branches.read(parsed)
        .selectKey((key, label) -> label.label().eventId(), Named.as("key-by-event"))
        .repartition(Branches.repartitioned(topics.labelsByEvent(), pipeline.partitions()));
  }

  private void teach(KStream<String, Example> examples) {
    Topic<String, LogRecord> log = topics.trainingLog();
    examples
        .<LogRecord>mapValues(
            example -> new LogRecord.Lesson(example, featureSet), Named.as("lessons"))
        .to(
            log.name(),
            log.produced().withStreamPartitioner((topic, id, lesson, partitions) -> THE_ONE));
  }

  private void feedBack(KStream<String, LabelFact> facts) {
    for (int entity : topics.entitiesWithLabels()) {
      Topic<String, LabelFact> feedback = topics.feedback(entity);
      facts
          .filter(
              (key, fact) -> fact.entity() == entity,
              Named.as("facts-of-" + topics.entityName(entity)))
          .to(
              feedback.name(),
              feedback
                  .produced()
                  .withStreamPartitioner(
                      (topic, key, fact, partitions) ->
                          Optional.of(Set.of(fact.ref().partition()))));
    }
  }
}
