package io.millrace.stream.bench;

import io.millrace.stream.parse.ParseStage;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.PipelineTopics;
import java.util.List;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The shape of the half that scores, with processors that only copy: the same topics, hops, stores
 * and record sizes, no parsing, no histories, no model.
 */
final class BareScoring {
  private final PipelineTopics topics;
  private final Load load;
  private final Samples samples;
  private final int entities;
  private final StreamsBuilder builder = new StreamsBuilder();

  private BareScoring(PipelineTopics topics, Load load, Samples samples) {
    this.topics = topics;
    this.load = load;
    this.samples = samples;
    entities = topics.pipeline().features().entities().size();
  }

  static Topology of(PipelineTopics topics, Load load, Samples samples) {
    return new BareScoring(topics, load, samples).build();
  }

  private Topology build() {
    KStream<String, byte[]> events =
        builder.stream(topics.events().name(), ParseStage.consumed(topics.events()))
            .process(FirstCopy::new, Named.as("parse"));
    for (int entity = 0; entity < entities; entity++) events = enrich(events, entity);
    KStream<String, byte[]> scored =
        events.selectKey((key, value) -> load.id(Mark.event(value)), Named.as("score"));
    scored
        .mapValues(value -> Samples.any(samples.scores()), Named.as("tell-score"))
        .to(topics.scores().name(), topics.scores().produced());
    scored
        .mapValues(
            value -> Mark.as(value, Samples.any(samples.features()), entities),
            Named.as("keep-features"))
        .to(topics.featureLog().name(), Produced.with(Codecs.TEXT, Codecs.BYTES));
    return builder.build();
  }

  private KStream<String, byte[]> enrich(KStream<String, byte[]> events, int entity) {
    String name = topics.entityName(entity);
    String store = name + "-history";
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(store), Codecs.TEXT, Codecs.BYTES)
            .withCachingEnabled());
    if (topics.entitiesWithLabels().contains(entity)) {
      builder.stream(
              topics.feedback(entity).name(),
              Consumed.with(Codecs.TEXT, Codecs.BYTES).withName("feedback-" + name))
          .process(() -> new FactCopy(entity, store), Named.as("learn-labels-" + name), store);
    }
    KStream<String, byte[]> keyed =
        events.selectKey(
            (key, value) -> load.key(Mark.event(value), entity), Named.as("key-by-" + name));
    boolean there = entity == 0 && topics.pipeline().events().keyedBy() != null;
    KStream<String, byte[]> moved =
        there
            ? keyed
            : keyed.repartition(
                Repartitioned.with(Codecs.TEXT, Codecs.BYTES)
                    .withName(topics.byEntity(entity).name())
                    .withNumberOfPartitions(topics.pipeline().partitions()));
    return moved.process(() -> new HistoryCopy(entity, store), Named.as("enrich-" + name), store);
  }

  /** Stands for the parser. */
  private final class FirstCopy extends ContextualProcessor<byte[], byte[], String, byte[]> {
    @Override
    public void process(Record<byte[], byte[]> record) {
      int event = Mark.event(record.value());
      byte[] value = Mark.of(event, Samples.any(samples.hops().get(0)), entities);
      context().forward(new Record<>(load.id(event), value, record.timestamp()));
    }
  }

  /** Stands for an entity's histories. */
  private final class HistoryCopy extends ContextualProcessor<String, byte[], String, byte[]> {
    private final int entity;
    private final String store;

    HistoryCopy(int entity, String store) {
      this.entity = entity;
      this.store = store;
    }

    @Override
    public void process(Record<String, byte[]> record) {
      KeyValueStore<String, byte[]> histories = context().getStateStore(store);
      histories.get(record.key());
      histories.put(record.key(), Samples.any(samples.histories().get(entity)));
      List<byte[]> next = samples.hops().get(Math.min(entity + 1, entities - 1));
      byte[] value = Mark.as(record.value(), Samples.any(next), entities);
      Mark.setPartition(value, entity, context().taskId().partition());
      context().forward(record.withValue(value));
    }
  }

  /** Stands for the facts that labels tell. */
  private final class FactCopy extends ContextualProcessor<String, byte[], Void, Void> {
    private final int entity;
    private final String store;

    FactCopy(int entity, String store) {
      this.entity = entity;
      this.store = store;
    }

    @Override
    public void process(Record<String, byte[]> record) {
      KeyValueStore<String, byte[]> histories = context().getStateStore(store);
      histories.get(record.key());
      histories.put(record.key(), Samples.any(samples.histories().get(entity)));
    }
  }
}
