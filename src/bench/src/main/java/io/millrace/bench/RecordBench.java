package io.millrace.bench;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.model.event.Example;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.explain.Explanation;
import io.millrace.model.explain.Reason;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.parse.EventParser;
import io.millrace.stream.parse.RejectedException;
import io.millrace.stream.score.Model;
import io.millrace.stream.score.ScoreJson;
import io.millrace.stream.score.Scored;
import io.millrace.stream.topic.EnrichedEvent;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.Source;
import io.millrace.stream.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the bytes of an event cost on its way, with the features of the shipped {@code fraud.yaml}:
 * its JSON parsed, the record of each hop written and read, its score written as JSON. Run with
 * {@code -prof gc} for the garbage.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordBench {
  private static final byte[] JSON =
      ("{\"transaction_id\":\"815\",\"datetime\":\"2018-07-25T12:00:00Z\",\"customer_id\":\"4711\","
              + "\"terminal_id\":\"3141\",\"amount\":\"59.26\"}")
          .getBytes(StandardCharsets.UTF_8);
  private static final long TIME = 1_532_520_000_000L;

  private final Pipeline pipeline = PipelineFile.read(Path.of("fraud.yaml"), Map.of());
  private final EventParser parser = new EventParser(pipeline);
  private final PipelineTopics topics = new PipelineTopics(pipeline);
  private final Topic<String, EnrichedEvent> hop = topics.byEntity(0);
  private final Topic<String, ScoredRecord> featureLog = topics.featureLog();
  private final Topic<String, LogRecord> trainingLog = topics.trainingLog();

  private final ScoreJson scores = new ScoreJson(pipeline.name());

  private EnrichedEvent enriched;
  private ScoredRecord scored;
  private LogRecord lesson;
  private Scored told;
  private byte[] enrichedBytes;
  private byte[] scoredBytes;
  private byte[] lessonBytes;

  @Setup
  public void records() throws RejectedException {
    Random random = new Random(1);
    float[] values = new float[pipeline.features().features().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.exp(2 * random.nextGaussian());
    }
    List<EntityRef> entities = List.of(new EntityRef("4711", 2), new EntityRef("3141", 5));
    Event event = parser.parse(JSON, TIME);
    double[] raw = {0.0123456789};
    enriched = new EnrichedEvent(event, values, entities, new Source("transactions", 3, 815, TIME));
    scored =
        new ScoredRecord(
            new ScoredEvent("815", TIME, values, List.of(), raw, 0.5, 814, entities, 99),
            new ModelVersion("log", 1, 814),
            7);
    lesson =
        new LogRecord.Lesson(
            new Example("815", TIME, TIME, values, false, false, 1, raw, 0.5, 814, 99), 7);
    Reason reason = new Reason("amount", "59.26", -0.815);
    Model.Answer answer =
        new Model.Answer(
            raw[0],
            raw[0],
            0.5,
            scored.version(),
            new Explanation(-4.2, 0.1, List.of(reason, reason, reason)),
            raw,
            ScoredEvent.ONE_MODEL,
            ScoredEvent.UNCALIBRATED);
    told = new Scored(scored, answer, true);
    enrichedBytes = writeHop();
    scoredBytes = writeFeatures();
    lessonBytes = writeLesson();
  }

  @Benchmark
  public Event parseEvent() throws RejectedException {
    return parser.parse(JSON, TIME);
  }

  @Benchmark
  public byte[] writeHop() {
    return bytes(hop, enriched);
  }

  @Benchmark
  public EnrichedEvent readHop() {
    return value(hop, enrichedBytes);
  }

  @Benchmark
  public byte[] writeFeatures() {
    return bytes(featureLog, scored);
  }

  @Benchmark
  public ScoredRecord readFeatures() {
    return value(featureLog, scoredBytes);
  }

  @Benchmark
  public byte[] writeScore() {
    return scores.bytes(told);
  }

  @Benchmark
  public byte[] writeLesson() {
    return bytes(trainingLog, lesson);
  }

  @Benchmark
  public LogRecord readLesson() {
    return value(trainingLog, lessonBytes);
  }

  private static <V> byte[] bytes(Topic<String, V> topic, V value) {
    return topic.values().serializer().serialize(topic.name(), value);
  }

  private static <V> V value(Topic<String, V> topic, byte[] bytes) {
    return topic.values().deserializer().deserialize(topic.name(), bytes);
  }
}
