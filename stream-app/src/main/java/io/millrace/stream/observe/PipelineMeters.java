package io.millrace.stream.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.millrace.model.event.Example;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.ScoredEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The metrics of one pipeline, for the stages to write to. Thread-safe; a count costs some 20 ns.
 */
public final class PipelineMeters {
  /** A record this old was stamped with the past by whoever replays it: that is no latency. */
  static final long REPLAYED_MILLIS = TimeUnit.HOURS.toMillis(1);

  private static final Duration[] BUCKETS = {
    Duration.ofNanos(20_000),
    Duration.ofNanos(50_000),
    Duration.ofNanos(100_000),
    Duration.ofNanos(250_000),
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(40),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(350),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60)
  };

  private static final Duration[] DELAYS = {
    Duration.ofMinutes(1),
    Duration.ofMinutes(10),
    Duration.ofHours(1),
    Duration.ofHours(6),
    Duration.ofDays(1),
    Duration.ofDays(2),
    Duration.ofDays(3),
    Duration.ofDays(5),
    Duration.ofDays(7),
    Duration.ofDays(10),
    Duration.ofDays(14),
    Duration.ofDays(21),
    Duration.ofDays(30),
    Duration.ofDays(60),
    Duration.ofDays(90)
  };

  private final MeterRegistry registry;
  private final Tags pipeline;
  private final Counter events;
  private final Counter labels;
  private final Counter duplicates;
  private final Counter redelivered;
  private final Counter scores;
  private final Counter alerts;
  private final Counter lists;
  private final Counter examplesFromLabels;
  private final Counter examplesAssumed;
  private final Counter examplesProvisional;
  private final Counter examplesReversing;
  private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
  private final Timer latency;
  private final Timer scoring;
  private final Timer recommending;
  private final Timer learning;
  private final Timer answering;
  private final LabelPauses pauses;
  private final NewestAlerts newest = new NewestAlerts();
  private final NewestLists newestLists = new NewestLists();
  private final TaskShare scoringTasks = new TaskShare();
  private volatile ScoreWatch watch = ScoreWatch.NONE;
  private volatile ListWatch listWatch = ListWatch.NONE;
  private final Map<String, Timer> labelDelays = new ConcurrentHashMap<>();
  private final Map<String, TaskGauge> byTask = new ConcurrentHashMap<>();

  public PipelineMeters(MeterRegistry registry, String pipelineName) {
    this(registry, pipelineName, System::nanoTime);
  }

  PipelineMeters(MeterRegistry registry, String pipelineName, LongSupplier nanoTime) {
    this.registry = registry;
    pauses = new LabelPauses(nanoTime);
    pipeline = Tags.of("pipeline", pipelineName);
    events = counter(Meters.EVENTS);
    labels = counter(Meters.LABELS);
    duplicates = counter(Meters.DUPLICATE_EVENTS);
    redelivered = counter(Meters.REDELIVERED_EVENTS);
    scores = counter(Meters.SCORES);
    alerts = counter(Meters.ALERTS);
    lists = counter(Meters.LISTS);
    examplesFromLabels = counter(Meters.EXAMPLES, "source", "label");
    examplesAssumed = counter(Meters.EXAMPLES, "source", "assumed");
    examplesProvisional = counter(Meters.EXAMPLES, "source", "provisional");
    examplesReversing = counter(Meters.EXAMPLES, "source", "reversal");
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, counter(Meters.OUTCOMES, "outcome", Meters.tagValue(outcome)));
    }
    latency = timer(Meters.LATENCY);
    scoring = timer(Meters.SCORING);
    recommending = timer(Meters.RECOMMENDING);
    learning = timer(Meters.LEARNING);
    answering = timer(Meters.ANSWERING);
  }

  public void event() {
    events.increment();
  }

  public void label() {
    labels.increment();
    pauses.arrived();
  }

  /**
   * How many records of {@code stage} went to the dead letter topic for {@code reason}, a code. To
   * be asked for beforehand: a rate does not see the first count of a series that was not there.
   */
  public Counter rejected(String stage, String reason) {
    return counter(Meters.DLQ, "stage", stage, "reason", reason);
  }

  public void duplicateEvent() {
    duplicates.increment();
    outcome(Outcome.DUPLICATE_EVENT);
  }

  /** A history met an event again that it had taken in before a crash. */
  public void redeliveredEvent() {
    redelivered.increment();
  }

  /**
   * An event got its score.
   *
   * @param latencyMillis from its Kafka timestamp to now; below 0 counts as 0, above {@link
   *     #REPLAYED_MILLIS} not at all
   * @param scoringNanos the replica's part
   */
  public void scored(boolean alert, long latencyMillis, long scoringNanos) {
    scores.increment();
    if (alert) alerts.increment();
    scoring.record(scoringNanos, TimeUnit.NANOSECONDS);
    took(latencyMillis);
  }

  /** An activity got its list; times as for {@link #scored}. */
  public void listed(long latencyMillis, long askingNanos) {
    lists.increment();
    recommending.record(askingNanos, TimeUnit.NANOSECONDS);
    took(latencyMillis);
  }

  /** The replica of a pipeline that recommends learnt a lesson. */
  public void learnt(long nanos) {
    learning.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A user's list was asked for over HTTP. */
  public void answered(long nanos) {
    answering.record(nanos, TimeUnit.NANOSECONDS);
  }

  private void took(long latencyMillis) {
    if (latencyMillis <= REPLAYED_MILLIS) {
      latency.record(Math.max(0, latencyMillis), TimeUnit.MILLISECONDS);
    }
  }

  /** What an event's score was made of, for who looks for drift; not kept. */
  public void seen(ScoredEvent event) {
    watch.scored(event);
  }

  /** Which tasks of those that score are here. */
  public TaskShare scoringTasks() {
    return scoringTasks;
  }

  /**
   * A list was made, for who looks for drift.
   *
   * @param items fingerprints, best first; not kept
   */
  public void made(long[] items, long eventTime) {
    listWatch.listed(items, eventTime);
  }

  /** From now on somebody looks at the lists that are made. */
  void watch(ListWatch other) {
    listWatch = other;
  }

  /** From now on somebody looks at what is scored. */
  void watch(ScoreWatch other) {
    watch = other;
  }

  /** An event is an alert, told to the readers of alerts. */
  public void alerted(NewestAlerts.Alert alert) {
    newest.add(alert);
  }

  /** The newest alerts of this instance. */
  public NewestAlerts newestAlerts() {
    return newest;
  }

  /** The newest lists of this instance. */
  public NewestLists newestLists() {
    return newestLists;
  }

  /**
   * A label met its event.
   *
   * @param channel who found it
   * @param millis after the event; what was known before it counts as known at once
   */
  public void labelDelay(String channel, long millis) {
    labelDelays
        .computeIfAbsent(channel, this::labelDelay)
        .record(Math.max(0, millis), TimeUnit.MILLISECONDS);
  }

  private Timer labelDelay(String channel) {
    return Timer.builder(Meters.LABEL_DELAY.id())
        .description(Meters.LABEL_DELAY.help())
        .tags(pipeline.and("channel", channel))
        .serviceLevelObjectives(DELAYS)
        .register(registry);
  }

  /** Publishes how long ago labels came, and how long they usually pause. */
  public void watchLabels() {
    gauge(Meters.LABEL_AGE, pauses::age);
    gauge(Meters.LABEL_PAUSE, pauses::usual);
  }

  /** When labels came. */
  LabelPauses labelPauses() {
    return pauses;
  }

  /** How many episodes of drift of a kind began. */
  Counter episodes(String kind) {
    return counter(Meters.DRIFT_EPISODES, "kind", kind);
  }

  /** The counts as they are now. */
  public Counts counts() {
    Map<String, Double> byOutcome = new TreeMap<>();
    outcomes.forEach(
        (outcome, counter) -> byOutcome.put(Meters.tagValue(outcome), counter.count()));
    return new Counts(
        events.count(),
        scores.count(),
        alerts.count(),
        labels.count(),
        examplesFromLabels.count() + examplesAssumed.count() + examplesReversing.count(),
        Arrays.stream(latency.takeSnapshot().histogramCounts())
            .mapToDouble(CountAtBucket::count)
            .toArray(),
        byOutcome);
  }

  /** Upper bounds of the latency's buckets, milliseconds, ascending. */
  public static double[] latencyBounds() {
    return Arrays.stream(BUCKETS).mapToDouble(bound -> bound.toNanos() / 1e6).toArray();
  }

  /**
   * Counts since the process started.
   *
   * @param latency events at most as slow as each of {@link #latencyBounds}
   */
  public record Counts(
      double events,
      double scores,
      double alerts,
      double labels,
      double examples,
      double[] latency,
      Map<String, Double> outcomes) {}

  public void outcome(Outcome outcome) {
    outcomes.get(outcome).increment();
  }

  public void example(Example example) {
    if (!example.tests()) {
      examplesProvisional.increment();
    } else if (example.reverses() > 0) {
      examplesReversing.increment();
    } else {
      (example.assumed() ? examplesAssumed : examplesFromLabels).increment();
    }
  }

  /** An activity became a lesson. */
  public void lesson() {
    examplesFromLabels.increment();
  }

  /**
   * How many transactions hung that their coordinator had forgotten.
   *
   * @param result {@code ended}, or {@code refused}
   */
  public Counter hangingTransactions(String result) {
    return counter(Meters.HANGING_TRANSACTIONS, "result", result);
  }

  /** How many threads of an application, {@code scoring} or {@code learning}, have died. */
  public Counter deadThreads(String application) {
    return counter(Meters.DEAD_THREADS, "application", application);
  }

  /** How many records of changelogs an application has read to rebuild its stores. */
  public Counter restored(String application) {
    return counter(Meters.RESTORED_RECORDS, "application", application);
  }

  /** How many label facts the histories of an entity have taken in. */
  public Counter feedback(String entity) {
    return counter(Meters.FEEDBACK, "entity", entity);
  }

  /** How many histories of an entity have expired. */
  public Counter expired(String entity) {
    return counter(Meters.EXPIRED_HISTORIES, "entity", entity);
  }

  /** How many histories of an entity each task holds. */
  public TaskGauge histories(String entity) {
    return ofTasks(Meters.HISTORIES, TaskGauge.Fold.SUM, 1, "entity", entity);
  }

  /** How many event ids each task of the label join holds. */
  public TaskGauge joinEntries() {
    return ofTasks(Meters.JOIN_ENTRIES, TaskGauge.Fold.SUM, 1);
  }

  /** How many scored events of each task wait for their label or their horizon. */
  public TaskGauge joinPending() {
    return ofTasks(Meters.JOIN_PENDING, TaskGauge.Fold.SUM, 1);
  }

  /** How many deadlines each task of the label join holds. */
  public TaskGauge joinDues() {
    return ofTasks(Meters.JOIN_DUES, TaskGauge.Fold.SUM, 1);
  }

  /** The label clock as each task was told it, epoch milliseconds. */
  public TaskGauge labelClock() {
    return ofTasks(Meters.LABEL_CLOCK, TaskGauge.Fold.MAX, 1e-3);
  }

  /** Up to when each task has done what was due, epoch milliseconds. */
  public TaskGauge labelClockReached() {
    return ofTasks(Meters.LABEL_CLOCK_REACHED, TaskGauge.Fold.MIN, 1e-3);
  }

  /** Publishes a gauge that is asked at each scrape; registering it again changes nothing. */
  public void gauge(Meters meter, DoubleSupplier value) {
    gauge(meter, value, Tags.empty());
  }

  /**
   * The same with tags.
   *
   * @param tags key, value, key, value
   */
  public void gauge(Meters meter, DoubleSupplier value, String... tags) {
    gauge(meter, value, Tags.of(tags));
  }

  private void gauge(Meters meter, DoubleSupplier value, Tags tags) {
    Gauge.builder(meter.id(), value, DoubleSupplier::getAsDouble)
        .strongReference(true)
        .baseUnit(unit(meter))
        .description(meter.help())
        .tags(pipeline.and(tags))
        .register(registry);
  }

  private TaskGauge ofTasks(Meters meter, TaskGauge.Fold fold, double scale, String... tags) {
    return byTask.computeIfAbsent(
        meter.id() + String.join(",", tags),
        id -> {
          TaskGauge together = new TaskGauge(fold);
          gauge(meter, () -> scale * together.get(), Tags.of(tags));
          return together;
        });
  }

  private Counter counter(Meters meter, String... tags) {
    return Counter.builder(meter.id())
        .baseUnit(unit(meter))
        .description(meter.help())
        .tags(pipeline.and(tags))
        .register(registry);
  }

  private Timer timer(Meters meter) {
    return Timer.builder(meter.id())
        .description(meter.help())
        .tags(pipeline)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private static String unit(Meters meter) {
    return meter.unit().isEmpty() ? null : meter.unit();
  }
}
