package io.millrace.stream.labeljoin;

import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.labeljoin.FeatureLog;
import io.millrace.model.labeljoin.JoinEntry;
import io.millrace.model.labeljoin.LabelJoin;
import io.millrace.model.labeljoin.LabelJoinOutput;
import io.millrace.model.pipeline.LabelChannels;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.observe.TaskGauge;
import io.millrace.stream.topic.ArrivedLabel;
import io.millrace.stream.topic.OutcomeEntry;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Kafka's hands for {@link LabelJoin}: gives it stores, labels, events and the clock, and forwards
 * what it says.
 *
 * <p>What a tick makes due is done a bounded number at a time, the rest by a punctuator: one long
 * call would outlive the transaction. Where the clock stands is kept, so a restart goes on; when
 * all that a tick made due is done, the outcomes say so, for each tick. What becomes due by an
 * event that comes later than its own horizon waits for the next tick: the order of the training
 * log then follows from ticks and times alone.
 */
final class LabelJoinProcessor extends ContextualProcessor<String, JoinInput, String, JoinOutput>
    implements LabelJoinOutput {
  private static final int AT_ONCE = 2_000;
  private static final Duration GOING_ON = Duration.ofMillis(20);

  /** Until all is counted that was there at the start, then no more. */
  private static final Duration COUNTING = Duration.ofMillis(200);

  /** Keys counted at each of these, with one scan: 10 million events take some minutes. */
  private static final int COUNTED_AT_ONCE = 10_000;

  private static final Duration MEASURING = Duration.ofSeconds(5);
  private static final long LONGEST_PAUSE = 20_000_000;
  private static final String WATERMARK = "watermark";
  private static final String REACHED = "reached";

  private final Pipeline pipeline;
  private final PipelineMeters meters;
  private final Pacer pacer;
  private final IntFunction<FeatureLog> featureLogs;
  private final TaskGauge clockGauge;
  private final TaskGauge reachedGauge;
  private KeyValueStore<String, Long> clock;
  private FeatureLog features;
  private LabelJoin join;
  private PendingCount pending;
  private Cancellable counting;
  private long watermark;
  private long reached;
  private int partition;

  LabelJoinProcessor(
      Pipeline pipeline, PipelineMeters meters, Pacer pacer, IntFunction<FeatureLog> featureLogs) {
    this.featureLogs = featureLogs;
    this.pipeline = pipeline;
    this.meters = meters;
    this.pacer = pacer;
    clockGauge = meters.labelClock();
    reachedGauge = meters.labelClockReached();
  }

  @Override
  public void init(ProcessorContext<String, JoinOutput> context) {
    super.init(context);
    partition = context.taskId().partition();
    KeyValueStore<String, JoinEntry> entries = context.getStateStore(LabelJoinStage.ENTRIES);
    KeyValueStore<byte[], byte[]> dues = context.getStateStore(LabelJoinStage.DUE);
    clock = context.getStateStore(LabelJoinStage.CLOCK);
    StoredJoin store = new StoredJoin(entries, dues);
    pending = store.pending();
    features = featureLogs.apply(partition);
    join = new LabelJoin(pipeline.labels().policy(), pipeline.features(), store, features, this);
    watermark = stored(WATERMARK);
    reached = stored(REACHED);
    if (watermark > Long.MIN_VALUE) join.advance(watermark, 0);
    context.schedule(GOING_ON, PunctuationType.WALL_CLOCK_TIME, now -> advance());
    counting = context.schedule(COUNTING, PunctuationType.WALL_CLOCK_TIME, now -> count());
    context.schedule(MEASURING, PunctuationType.WALL_CLOCK_TIME, now -> measure(entries, dues));
  }

  @Override
  public void process(Record<String, JoinInput> record) {
    JoinInput input = record.value();
    if (input instanceof JoinInput.Scored scored) {
      join.scored(scored.event(), context().recordMetadata().orElseThrow().offset());
    } else if (input instanceof JoinInput.Arrived arrived) {
      label(arrived.label());
    } else if (input instanceof JoinInput.Tick tick) {
      tick(tick.watermark());
    }
  }

  private void label(ArrivedLabel arrived) {
    if (arrived.held()) {
      join.hold(arrived.label());
    } else {
      join.label(arrived.label());
    }
    pacer.take(1);
    long debt = pacer.debt();
    if (debt > LONGEST_PAUSE) LockSupport.parkNanos(LONGEST_PAUSE);
  }

  private void tick(long time) {
    if (time <= reached) {
      // Somebody asks again, perhaps after a restart of his own: all of it is done already.
      say(new OutcomeEntry.ClockReached(reached, partition, pipeline.generation()));
      return;
    }
    if (time > watermark) {
      watermark = time;
      clock.put(WATERMARK, watermark);
      clockGauge.set(partition, watermark);
    }
    advance();
  }

  private void count() {
    pending.goOn(COUNTED_AT_ONCE);
    if (pending.get().isPresent()) counting.cancel();
  }

  private void advance() {
    if (watermark <= reached) return;
    int allowed = pacer.available(AT_ONCE);
    if (allowed == 0) return;
    int done = join.advance(watermark, allowed);
    pacer.take(done);
    if (done == allowed) return;
    reached = watermark;
    clock.put(REACHED, reached);
    reachedGauge.set(partition, reached);
    say(new OutcomeEntry.ClockReached(reached, partition, pipeline.generation()));
  }

  @Override
  public void learn(Example example) {
    meters.example(example);
    forward(example.eventId(), new JoinOutput.Learnt(example));
  }

  @Override
  public void met(Label label, long delay) {
    LabelChannels channels = pipeline.labels().channels();
    meters.labelDelay(channels == null ? "all" : channels.name(label.channel()), delay);
  }

  @Override
  public void outcome(OutcomeRecord outcome) {
    meters.outcome(outcome.outcome());
    forward(
        outcome.id(),
        new JoinOutput.Told(new OutcomeEntry.Told(outcome, partition, pipeline.generation())));
  }

  @Override
  public void feedback(LabelFact fact) {
    forward(fact.ref().key(), new JoinOutput.Fed(fact));
  }

  private void say(OutcomeEntry.ClockReached entry) {
    forward(null, new JoinOutput.Told(entry));
  }

  private void forward(String key, JoinOutput value) {
    context().forward(new Record<>(key, value, context().currentSystemTimeMs()));
  }

  private long stored(String name) {
    Long value = clock.get(name);
    return value == null ? Long.MIN_VALUE : value;
  }

  private void measure(
      KeyValueStore<String, JoinEntry> entries, KeyValueStore<byte[], byte[]> dues) {
    meters.joinEntries().set(partition, entries.approximateNumEntries());
    meters.joinDues().set(partition, dues.approximateNumEntries());
    pending.get().ifPresent(count -> meters.joinPending().set(partition, count));
  }

  @Override
  public void close() {
    if (features != null) features.close();
    meters.joinEntries().remove(partition);
    meters.joinDues().remove(partition);
    meters.joinPending().remove(partition);
    clockGauge.remove(partition);
    reachedGauge.remove(partition);
  }
}
