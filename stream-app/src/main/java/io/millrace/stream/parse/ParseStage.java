package io.millrace.stream.parse;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.model.event.Label;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.topic.ArrivedActivity;
import io.millrace.stream.topic.ArrivedLabel;
import io.millrace.stream.topic.EnrichedEvent;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.Source;
import io.millrace.stream.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.Processor;

/** The first step of both applications: from a user's bytes to events and to labels. */
public final class ParseStage {
  /** Partitions whose labels surely have different sequence numbers. */
  private static final int PARTITIONS = 4096;

  private ParseStage() {}

  /** How a user's topic is read: as bytes, stamped with the time of reading. */
  public static Consumed<byte[], byte[]> consumed(Topic<byte[], byte[]> topic) {
    return topic.consumed().withTimestampExtractor(new ReadTime());
  }

  /**
   * Reads events; their features are all missing yet.
   *
   * @param tells of which records dead letters are written; asked when a task begins
   */
  public static Processor<byte[], byte[], byte[], Parsed<EnrichedEvent>> events(
      Pipeline pipeline,
      FeatureEngine engine,
      PipelineMeters meters,
      Supplier<Predicate<Source>> tells) {
    EventParser parser = new EventParser(pipeline);
    boolean keyed = isKeyedByFirstEntity(pipeline);
    List<EntityRef> none = Arrays.asList(new EntityRef[pipeline.features().entities().size()]);
    return new ParseProcessor<>(
        pipeline.name(),
        "events",
        (key, value, headers, source) -> {
          Event event = parser.parse(value, source.timestamp());
          if (keyed) requireKey(key, engine.key(0, event), source, pipeline.partitions());
          return new EnrichedEvent(event, engine.newValues(), none, source);
        },
        meters,
        meters::event,
        tells);
  }

  /**
   * Reads labels; one with the header {@code millrace-hold} waits for the label clock.
   *
   * @param tells of which records dead letters are written; asked when a task begins
   */
  public static Processor<byte[], byte[], byte[], Parsed<ArrivedLabel>> labels(
      Pipeline pipeline, PipelineMeters meters, Supplier<Predicate<Source>> tells) {
    LabelParser parser = new LabelParser(pipeline);
    return new ParseProcessor<>(
        pipeline.name(),
        "labels",
        (key, value, headers, source) -> {
          Label label = parser.parse(value, source.timestamp(), sequence(source));
          boolean held = headers.lastHeader(PipelineTopics.HOLD_HEADER) != null;
          return new ArrivedLabel(label, held);
        },
        meters,
        meters::label,
        tells);
  }

  /**
   * Reads activity; what one with the header {@code millrace-hold} teaches waits for a tick.
   *
   * @param tells of which records dead letters are written; asked when a task begins
   */
  public static Processor<byte[], byte[], byte[], Parsed<ArrivedActivity>> activity(
      RecommendPipeline pipeline, PipelineMeters meters, Supplier<Predicate<Source>> tells) {
    ActivityParser parser = new ActivityParser(pipeline.activity());
    boolean keyed = pipeline.activity().keyedByUser();
    return new ParseProcessor<>(
        pipeline.name(),
        "activity",
        (key, value, headers, source) -> {
          Activity activity = parser.parse(value, source.timestamp());
          if (keyed) requireKey(key, activity.user(), source, pipeline.partitions());
          boolean held = headers.lastHeader(LogTopics.HOLD_HEADER) != null;
          String id = parser.id() == null ? id(source) : parser.id();
          return new ArrivedActivity(id, activity, source, held);
        },
        meters,
        meters::event,
        tells);
  }

  /** Reads what is said of items, as the training log keeps it. */
  public static Processor<byte[], byte[], byte[], Parsed<LogRecord>> items(
      RecommendPipeline pipeline, PipelineMeters meters, Supplier<Predicate<Source>> tells) {
    ItemParser parser = new ItemParser(pipeline.items());
    return new ParseProcessor<>(
        pipeline.name(),
        "items",
        (key, value, headers, source) ->
            parser.read(value).map(said -> new LogRecord.Noticed(id(source), said)).orElse(null),
        meters,
        () -> {},
        tells);
  }

  /** Identity of a record that names none. */
  private static String id(Source source) {
    return source.topic() + "-" + source.partition() + "-" + source.offset();
  }

  /**
   * Whether the events' topic is keyed by the first entity, so that its histories are where the
   * events are.
   */
  public static boolean isKeyedByFirstEntity(Pipeline pipeline) {
    String field = pipeline.events().keyedBy();
    if (field == null || pipeline.features().entities().isEmpty()) return false;
    int slot = pipeline.features().schema().text(field);
    return slot >= 0 && pipeline.features().entities().get(0).keySlots().equals(List.of(slot));
  }

  /** In the order of a partition; the order of two partitions has no meaning. */
  private static long sequence(Source source) {
    return source.offset() * PARTITIONS + source.partition() % PARTITIONS;
  }

  /** An event without the entity has no history, so it may have any key, anywhere. */
  private static void requireKey(byte[] found, String expected, Source source, int partitions)
      throws RejectedException {
    if (expected == null) return;
    String text = found == null ? null : new String(found, StandardCharsets.UTF_8);
    if (!expected.equals(text)) {
      throw Rejection.WRONG_KEY.because(
          "the record's key",
          String.valueOf(text),
          expected
              + " as keyed_by says: key the topic so, or take keyed_by out of the pipeline"
              + " file");
    }
    int partition = Utils.toPositive(Utils.murmur2(found)) % partitions;
    if (source.partition() != partition) {
      throw Rejection.WRONG_PARTITION.because(
          "the record with the key "
              + text
              + " is in partition "
              + source.partition()
              + ", expected "
              + partition
              + ", where Kafka's own partitioner puts it: let the producer choose by key (murmur2;"
              + " of librdkafka, partitioner=murmur2_random), or take keyed_by out of the pipeline"
              + " file");
    }
  }
}
