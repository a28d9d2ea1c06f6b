package io.millrace.stream.enrich;

import io.millrace.model.event.LabelFact;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.EnrichedEvent;
import io.millrace.stream.topic.PipelineTopics;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The histories of one entity: a store on disk, {@code NAME-history}, that events read and then
 * enter, and that labels' facts enter from the side.
 */
public final class EnrichStage {
  private final Pipeline pipeline;
  private final FeatureEngine engine;
  private final PipelineMeters meters;
  private final int entity;
  private final String name;
  private final Guarantee guarantee;
  private final StoreBuilder<KeyValueStore<String, byte[]>> store;

  /**
   * @param entity place among the feature set's entities
   * @param name of the entity, fit for names of stores and topics
   * @param guarantee under {@code FAST} every history tells what it has taken in, event or fact, so
   *     that what a crash brings again counts once; else the first entity's histories tell the
   *     repeats that users send
   */
  public EnrichStage(
      Pipeline pipeline,
      FeatureEngine engine,
      PipelineMeters meters,
      int entity,
      String name,
      Guarantee guarantee) {
    this.pipeline = pipeline;
    this.engine = engine;
    this.meters = meters;
    this.entity = entity;
    this.name = name;
    this.guarantee = guarantee;
    store =
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(PipelineTopics.historyStore(name)),
                Codecs.TEXT,
                Codecs.BYTES)
            .withCachingEnabled();
  }

  public String name() {
    return name;
  }

  /**
   * The store, to be added to the topology once and connected to both processors by its name. (A
   * store that two suppliers provide by {@code stores()} is added twice in Kafka 4.3.1, and the
   * second forgets the first: events and feedback would be tasks of their own, each with a store.)
   */
  public StoreBuilder<?> store() {
    return store;
  }

  /** Whether labels are told to this entity's histories. */
  public boolean tracksLabels() {
    return spec().tracksLabels();
  }

  /** The record key under which an event travels to this stage: the entity's, else its own id. */
  public String key(EnrichedEvent event) {
    String key = engine.key(entity, event.event());
    return key == null ? event.event().id() : key;
  }

  /** Reads the history, then adds the event to it. */
  public ProcessorSupplier<String, EnrichedEvent, String, Enriched> events() {
    return () -> new EnrichProcessor(pipeline, engine, meters, entity, this);
  }

  /** Takes what labels say into the history; forwards nothing. */
  public ProcessorSupplier<String, LabelFact, Void, Void> feedback() {
    return () -> new FeedbackProcessor(engine, meters, entity, this);
  }

  public String storeName() {
    return store.name();
  }

  /** Whether a crash may bring records again whose effects on the histories were not undone. */
  boolean isFast() {
    return guarantee == Guarantee.FAST;
  }

  EntitySpec spec() {
    return engine.set().entities().get(entity);
  }
}
