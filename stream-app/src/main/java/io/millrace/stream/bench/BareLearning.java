package io.millrace.stream.bench;

import io.millrace.model.labeljoin.Due;
import io.millrace.stream.labeljoin.DueIndex;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.PipelineTopics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The shape of the half that learns, with a processor that only copies: events are kept until the
 * clock has passed their horizon, then closed, and a lesson, an outcome and the facts are written.
 */
final class BareLearning {
  private static final String ENTRIES = "join-entries";
  private static final String DUES = "join-due";
  private static final int AT_ONCE = 2_000;
  private static final Duration GOING_ON = Duration.ofMillis(20);

  private final PipelineTopics topics;
  private final Load load;
  private final Samples samples;
  private final long horizon;
  private final long remember;

  /** Where a value goes: a lesson, an outcome, or the fact of an entity. */
  private record Said(int entity, byte[] value) {
    static final int LESSON = -1;
    static final int OUTCOME = -2;
  }

  private BareLearning(PipelineTopics topics, Load load, Samples samples) {
    this.topics = topics;
    this.load = load;
    this.samples = samples;
    horizon = topics.pipeline().labels().policy().horizon().toMillis();
    remember = topics.pipeline().labels().policy().remember().toMillis();
  }

  static Topology of(PipelineTopics topics, Load load, Samples samples) {
    return new BareLearning(topics, load, samples).build();
  }

  private Topology build() {
    StreamsBuilder builder = new StreamsBuilder();
    for (String name : List.of(ENTRIES, DUES)) {
      builder.addStateStore(
          Stores.keyValueStoreBuilder(
                  Stores.persistentKeyValueStore(name), Codecs.BYTES, Codecs.BYTES)
              .withCachingEnabled());
    }
    KStream<String, Object> events =
        builder.<String, byte[]>stream(
                topics.featureLog().name(),
                Consumed.with(Codecs.TEXT, Codecs.BYTES).withName("read-features"))
            .mapValues(value -> (Object) value, Named.as("scored"));
    KStream<String, Object> ticks =
        builder.stream(topics.clock().name(), topics.clock().consumed())
            .mapValues(value -> (Object) value, Named.as("ticks"));
    KStream<String, Said> said =
        events
            .merge(ticks, Named.as("join-input"))
            .process(Join::new, Named.as("label-join"), ENTRIES, DUES);
    write(said, Said.LESSON, topics.trainingLog().name(), "lessons");
    write(said, Said.OUTCOME, topics.outcomes().name(), "outcomes");
    for (int entity : topics.entitiesWithLabels()) {
      String feedback = topics.feedback(entity).name();
      write(said, entity, feedback, "facts-of-" + topics.entityName(entity));
    }
    return builder.build();
  }

  private static void write(KStream<String, Said> said, int what, String topic, String name) {
    KStream<String, Said> those =
        said.filter((key, value) -> value.entity() == what, Named.as(name));
    those
        .mapValues(Said::value, Named.as(name + "-value"))
        .to(
            topic,
            Produced.with(Codecs.TEXT, Codecs.BYTES)
                .withName("write-" + name)
                .withStreamPartitioner(
                    (to, key, value, partitions) ->
                        what == Said.LESSON
                            ? Optional.of(Set.of(0))
                            : what == Said.OUTCOME
                                ? Optional.empty()
                                : Optional.of(Set.of(Mark.partition(value, what)))));
  }

  private final class Join extends ContextualProcessor<String, Object, String, Said> {
    private KeyValueStore<byte[], byte[]> entries;
    private DueIndex dues;
    private long watermark = Long.MIN_VALUE;

    @Override
    public void init(ProcessorContext<String, Said> context) {
      super.init(context);
      entries = context.getStateStore(ENTRIES);
      dues = new DueIndex(context.getStateStore(DUES));
      context.schedule(GOING_ON, PunctuationType.WALL_CLOCK_TIME, now -> advance());
    }

    @Override
    public void process(Record<String, Object> record) {
      if (record.value() instanceof Long tick) {
        watermark = Math.max(watermark, tick);
        advance();
        return;
      }
      byte[] features = (byte[]) record.value();
      int event = Mark.event(features);
      byte[] id = bytes(load.id(event));
      entries.get(id);
      int entities = topics.pipeline().features().entities().size();
      entries.put(id, Mark.as(features, Samples.any(samples.pending()), entities));
      dues.put(due(event, Due.Kind.HORIZON, load.time(event) + horizon));
    }

    private void advance() {
      if (watermark == Long.MIN_VALUE) return;
      for (int done = 0; done < AT_ONCE; done++) {
        Due due = dues.first(watermark);
        if (due == null) return;
        meet(due);
      }
    }

    private void meet(Due due) {
      dues.delete(due);
      byte[] id = bytes(due.id());
      if (due.kind() == Due.Kind.FORGET) {
        entries.delete(id);
        return;
      }
      byte[] pending = entries.get(id);
      entries.put(id, Samples.any(samples.closed()));
      dues.put(due(load.place(due.id()), Due.Kind.FORGET, due.at() + remember));
      say(due.id(), Said.LESSON, Samples.any(samples.lessons()));
      say(due.id(), Said.OUTCOME, Samples.any(samples.outcomes()));
      int entities = topics.pipeline().features().entities().size();
      for (int entity : topics.entitiesWithLabels()) {
        byte[] fact = Mark.as(pending, Samples.any(samples.facts().get(entity)), entities);
        say(load.key(Mark.event(pending), entity), entity, fact);
      }
    }

    private void say(String key, int what, byte[] value) {
      context().forward(new Record<>(key, new Said(what, value), context().currentSystemTimeMs()));
    }

    private Due due(int event, Due.Kind kind, long at) {
      return new Due(at, kind, load.time(event), load.id(event), 0, false);
    }

    private static byte[] bytes(String id) {
      return Codecs.TEXT.serializer().serialize("", id);
    }
  }
}
