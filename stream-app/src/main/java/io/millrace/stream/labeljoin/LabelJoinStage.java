package io.millrace.stream.labeljoin;

import io.millrace.model.labeljoin.FeatureLog;
import io.millrace.model.labeljoin.JoinEntry;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.PipelineTopics;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The label join and its stores: {@code join-entries} (event id to entry) and {@code join-due} (the
 * due index) on disk, {@code join-clock} (where the label clock stands) in memory; all with a
 * changelog.
 *
 * @param perSecond how many labels and deadlines a task works off a second at most: what bounds the
 *     feedback that scoring has to take in
 * @param features each partition of the feature log
 */
public record LabelJoinStage(
    Pipeline pipeline, PipelineMeters meters, int perSecond, IntFunction<FeatureLog> features)
    implements ProcessorSupplier<String, JoinInput, String, JoinOutput> {
  /** Labels and deadlines a second and task, where nothing else is said. */
  public static final int PER_SECOND = 50_000;

  static final String ENTRIES = PipelineTopics.JOIN_ENTRIES;
  static final String DUE = PipelineTopics.JOIN_DUE;
  static final String CLOCK = PipelineTopics.JOIN_CLOCK;

  @Override
  public Processor<String, JoinInput, String, JoinOutput> get() {
    return new LabelJoinProcessor(
        pipeline, meters, new Pacer(perSecond, System::nanoTime), features);
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(entries(), due(), clock());
  }

  private static StoreBuilder<KeyValueStore<String, JoinEntry>> entries() {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(ENTRIES), Codecs.TEXT, Codecs.JOIN_ENTRY)
        .withCachingEnabled();
  }

  private static StoreBuilder<KeyValueStore<byte[], byte[]>> due() {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(DUE), Codecs.BYTES, Codecs.BYTES)
        .withCachingEnabled();
  }

  private static StoreBuilder<KeyValueStore<String, Long>> clock() {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(CLOCK), Codecs.TEXT, Serdes.Long());
  }
}
