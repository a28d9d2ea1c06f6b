package io.millrace.stream.topology;

import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.enrich.EnrichStage;
import io.millrace.stream.enrich.Enriched;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.parse.ParseStage;
import io.millrace.stream.parse.Parsed;
import io.millrace.stream.score.Model;
import io.millrace.stream.score.ScoreJson;
import io.millrace.stream.score.ScoreProcessor;
import io.millrace.stream.score.Scored;
import io.millrace.stream.topic.EnrichedEvent;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.Source;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * The half that scores.
 *
 * <pre>
 * events ─▶ parse ─▶ by-A ─▶ [enrich A] ─▶ by-B ─▶ [enrich B] ─▶ featurize ─▶ score ─▶ scores, alerts,
 *             └▶ dlq            ▲   └▶ outcomes       ▲                                 feature log
 *                     feedback-A┘           feedback-B┘
 * </pre>
 *
 * <p>One repartition and one store of histories an entity of the feature set, any number of them;
 * an event that lacks an entity passes its stage under its own id, with an empty history. Repeated
 * events leave at the first entity; a pipeline without entities has no memory for them here, the
 * label join has. Scores, alerts and feature log are keyed by event id.
 */
public final class ScoringTopology {
  private final Pipeline pipeline;
  private final PipelineTopics topics;
  private final Model model;
  private final PipelineMeters meters;
  private final Guarantee guarantee;
  private final FeatureEngine engine;
  private final Supplier<Predicate<Source>> tells;
  private final StreamsBuilder builder = new StreamsBuilder();

  private ScoringTopology(
      Pipeline pipeline,
      Model model,
      PipelineMeters meters,
      Guarantee guarantee,
      Supplier<Predicate<Source>> tells) {
    this.tells = tells;
    this.pipeline = pipeline;
    this.model = model;
    this.meters = meters;
    this.guarantee = guarantee;
    topics = new PipelineTopics(pipeline);
    engine = new FeatureEngine(pipeline.features());
  }

  /**
   * One that answers for every event.
   *
   * @param guarantee as its application is set
   */
  public static Topology of(
      Pipeline pipeline, Model model, PipelineMeters meters, Guarantee guarantee) {
    return of(pipeline, model, meters, guarantee, () -> source -> true);
  }

  /**
   * One that tells scores, alerts and dead letters of some events only.
   *
   * @param guarantee as its application is set
   * @param tells whether it answers for a record of the sources; asked when a task begins
   */
  public static Topology of(
      Pipeline pipeline,
      Model model,
      PipelineMeters meters,
      Guarantee guarantee,
      Supplier<Predicate<Source>> tells) {
    return new ScoringTopology(pipeline, model, meters, guarantee, tells).build();
  }

  private Topology build() {
    KStream<?, EnrichedEvent> events = events();
    for (int entity = 0; entity < pipeline.features().entities().size(); entity++) {
      events = enrich(events, entity);
    }
    write(score(events));
    return builder.build();
  }

  private <K> KStream<String, Scored> score(KStream<K, EnrichedEvent> events) {
    return events
        .mapValues(this::featurize, Named.as("featurize"))
        .process(() -> new ScoreProcessor<K>(pipeline, model, meters, tells), Named.as("score"));
  }

  private KStream<byte[], EnrichedEvent> events() {
    KStream<byte[], Parsed<EnrichedEvent>> parsed =
        builder.stream(topics.events().name(), ParseStage.consumed(topics.events()))
            .process(() -> ParseStage.events(pipeline, engine, meters, tells), Named.as("parse"));
    Branches.rejected(parsed, topics.dlq());
    return Branches.read(parsed);
  }

  private KStream<String, EnrichedEvent> enrich(KStream<?, EnrichedEvent> events, int entity) {
    String name = topics.entityName(entity);
    EnrichStage stage = new EnrichStage(pipeline, engine, meters, entity, name, guarantee);
    builder.addStateStore(stage.store());
    if (stage.tracksLabels()) {
      builder.stream(topics.feedback(entity).name(), topics.feedback(entity).consumed())
          .process(stage.feedback(), Named.as("learn-labels-" + name), stage.storeName());
    }
    KStream<String, Enriched> enriched =
        byEntity(events, stage, entity)
            .process(stage.events(), Named.as("enrich-" + name), stage.storeName());
    if (entity == 0) {
      Branches.only(enriched, Enriched.Repeated.class, Enriched.Repeated::entry, "repeated")
          .to(topics.outcomes().name(), topics.outcomes().produced());
    }
    return Branches.only(enriched, Enriched.Known.class, Enriched.Known::event, "known-" + name);
  }

  private KStream<String, EnrichedEvent> byEntity(
      KStream<?, EnrichedEvent> events, EnrichStage stage, int entity) {
    KStream<String, EnrichedEvent> keyed =
        events.selectKey((key, event) -> stage.key(event), Named.as("key-by-" + stage.name()));
    // The parser has checked that the topic's keys are this entity's.
    boolean there = entity == 0 && ParseStage.isKeyedByFirstEntity(pipeline);
    return there
        ? keyed
        : keyed.repartition(Branches.repartitioned(topics.byEntity(entity), pipeline.partitions()));
  }

  private EnrichedEvent featurize(EnrichedEvent event) {
    engine.ofEvent(event.event(), event.values());
    return event;
  }

  private void write(KStream<String, Scored> scored) {
    ScoreJson json = new ScoreJson(pipeline.name());
    scored
        .filter((id, score) -> score.told(), Named.as("told-only"))
        .mapValues(json::bytes, Named.as("tell-score"))
        .to(topics.scores().name(), topics.scores().produced());
    scored
        .filter((id, score) -> score.told() && score.isAlert(), Named.as("alerts-only"))
        .mapValues(json::bytes, Named.as("tell-alert"))
        .to(topics.alerts().name(), topics.alerts().produced());
    scored
        .mapValues(Scored::record, Named.as("keep-features"))
        .to(topics.featureLog().name(), topics.featureLog().produced());
  }
}
