package io.millrace.stream.topology;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.parse.ParseStage;
import io.millrace.stream.parse.Parsed;
import io.millrace.stream.recommend.ListModel;
import io.millrace.stream.recommend.UserInput;
import io.millrace.stream.recommend.UserOutput;
import io.millrace.stream.recommend.UserStage;
import io.millrace.stream.topic.ArrivedActivity;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.topic.Source;
import io.millrace.stream.topic.Topic;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * From what users do to their lists.
 *
 * <pre>
 * activity ─▶ parse ─▶ by-user ─▶ [users] ─▶ recommendations
 *               └▶ dlq    clock ────▶│ └───▶ training log
 *                                    └─────▶ outcomes
 * items ────▶ parse ────▶ training log
 * </pre>
 *
 * {@code by-user} and clock have the same number of partitions. The training log has one, and so
 * one order. The clock ticks in lockstep only.
 */
public final class RecommendTopology {
  private static final Optional<Set<Integer>> THE_ONE = Optional.of(Set.of(0));

  private final RecommendPipeline pipeline;
  private final RecommendTopics topics;
  private final ListModel model;
  private final PipelineMeters meters;
  private final Supplier<Predicate<Source>> tells;
  private final StreamsBuilder builder = new StreamsBuilder();

  private RecommendTopology(
      RecommendPipeline pipeline,
      ListModel model,
      PipelineMeters meters,
      Supplier<Predicate<Source>> tells) {
    this.pipeline = pipeline;
    this.model = model;
    this.meters = meters;
    this.tells = tells;
    topics = new RecommendTopics(pipeline);
  }

  /**
   * @param tells whether it answers for a record of the sources; asked when a task begins
   */
  public static Topology of(
      RecommendPipeline pipeline,
      ListModel model,
      PipelineMeters meters,
      Supplier<Predicate<Source>> tells) {
    return new RecommendTopology(pipeline, model, meters, tells).build();
  }

  private Topology build() {
    KStream<String, UserInput> arrived =
        byUser(activity()).mapValues(UserInput.Arrived::new, Named.as("arrived"));
    KStream<String, UserInput> ticks =
        builder.stream(topics.clock().name(), topics.clock().consumed())
            .mapValues(UserInput.Tick::new, Named.as("ticks"));
    KStream<String, UserOutput> out =
        arrived
            .merge(ticks, Named.as("activity-and-ticks"))
            .process(new UserStage(pipeline, model, meters, tells), Named.as("users"));
    Branches.only(out, UserOutput.Listed.class, UserOutput.Listed::json, "lists")
        .to(topics.recommendations().name(), topics.recommendations().produced());
    Topic<String, LogRecord> log = topics.trainingLog();
    Branches.<String, UserOutput, UserOutput.Taught, LogRecord>only(
            out, UserOutput.Taught.class, UserOutput.Taught::lesson, "lessons")
        .to(
            log.name(),
            log.produced().withStreamPartitioner((topic, id, lesson, partitions) -> THE_ONE));
    Branches.only(out, UserOutput.Told.class, UserOutput.Told::entry, "outcomes")
        .to(topics.outcomes().name(), topics.outcomes().produced());
    if (pipeline.items() != null) notices();
    return builder.build();
  }

  /** What is said of items; several of one item count in the order in which they came. */
  private void notices() {
    KStream<byte[], Parsed<LogRecord>> parsed =
        builder.stream(topics.items().name(), ParseStage.consumed(topics.items()))
            .process(() -> ParseStage.items(pipeline, meters, tells), Named.as("parse-items"));
    Branches.rejected(parsed, topics.dlq(), "-items");
    Topic<String, LogRecord> log = topics.trainingLog();
    Branches.read(parsed, "-items")
        .selectKey((key, noticed) -> ((LogRecord.Noticed) noticed).id(), Named.as("key-notices"))
        .to(
            log.name(),
            log.produced()
                .withName("write-notices")
                .withStreamPartitioner((topic, id, lesson, partitions) -> THE_ONE));
  }

  private KStream<byte[], ArrivedActivity> activity() {
    KStream<byte[], Parsed<ArrivedActivity>> parsed =
        builder.stream(topics.activity().name(), ParseStage.consumed(topics.activity()))
            .process(() -> ParseStage.activity(pipeline, meters, tells), Named.as("parse"));
    Branches.rejected(parsed, topics.dlq());
    return Branches.read(parsed);
  }

  private KStream<String, ArrivedActivity> byUser(KStream<byte[], ArrivedActivity> activity) {
    KStream<String, ArrivedActivity> keyed =
        activity.selectKey((key, arrived) -> arrived.activity().user(), Named.as("key-by-user"));
    // The parser has checked that the topic's keys are the users'.
    return pipeline.activity().keyedByUser()
        ? keyed
        : keyed.repartition(Branches.repartitioned(topics.byUser(), pipeline.partitions()));
  }
}
