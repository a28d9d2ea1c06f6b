package io.millrace.stream.enrich;

import io.millrace.model.event.LabelFact;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.EnrichedEvent;
import java.util.Set;
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
  private final StoreBuilder<KeyValueStore<String, byte[]>> store;

  /**
   * @param entity place among the feature set's entities
   * @param name of the entity, fit for names of stores and topics
   */
  public EnrichStage(
      Pipeline pipeline, FeatureEngine engine, PipelineMeters meters, int entity, String name) {
    this.pipeline = pipeline;
    this.engine = engine;
    this.meters = meters;
    this.entity = entity;
    this.name = name;
    store =
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name + "-history"), Codecs.TEXT, Codecs.BYTES)
            .withCachingEnabled();
  }

  public String name() {
    return name;
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
    return supplier(() -> new EnrichProcessor(pipeline, engine, meters, entity, this));
  }

  /** Takes what labels say into the history; forwards nothing. */
  public ProcessorSupplier<String, LabelFact, Void, Void> feedback() {
    return supplier(() -> new FeedbackProcessor(engine, meters, entity, this));
  }

  String storeName() {
    return store.name();
  }

  EntitySpec spec() {
    return engine.set().entities().get(entity);
  }

  private <K, V, L, W> ProcessorSupplier<K, V, L, W> supplier(ProcessorSupplier<K, V, L, W> plain) {
    return new ProcessorSupplier<>() {
      @Override
      public org.apache.kafka.streams.processor.api.Processor<K, V, L, W> get() {
        return plain.get();
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(store);
      }
    };
  }
}
