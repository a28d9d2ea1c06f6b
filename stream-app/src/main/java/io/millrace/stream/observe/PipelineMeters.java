package io.millrace.stream.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.millrace.model.event.Example;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.ScoredEvent;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The metrics of one pipeline, for the stages to write to. Thread-safe; a count costs some 20 ns.
 */
public final class PipelineMeters {
  /** A record this old was stamped with the past by whoever replays it: that is no latency. */
  static final long REPLAYED_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final PipelineRegistry registry;
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

  public PipelineMeters(MeterRegistry registry, String pipelineName) {
    this(registry, pipelineName, System::nanoTime);
  }

  PipelineMeters(MeterRegistry registry, String pipelineName, LongSupplier nanoTime) {
    this(new PipelineRegistry(registry, new Scrapes(), pipelineName), nanoTime);
  }

  PipelineMeters(PipelineRegistry registry, LongSupplier nanoTime) {
    this.registry = registry;
    pauses = new LabelPauses(nanoTime);
    events = registry.counter(Meters.EVENTS);
    labels = registry.counter(Meters.LABELS);
    duplicates = registry.counter(Meters.DUPLICATE_EVENTS);
    redelivered = registry.counter(Meters.REDELIVERED_EVENTS);
    scores = registry.counter(Meters.SCORES);
    alerts = registry.counter(Meters.ALERTS);
    lists = registry.counter(Meters.LISTS);
    examplesFromLabels = registry.counter(Meters.EXAMPLES, "source", "label");
    examplesAssumed = registry.counter(Meters.EXAMPLES, "source", "assumed");
    examplesProvisional = registry.counter(Meters.EXAMPLES, "source", "provisional");
    examplesReversing = registry.counter(Meters.EXAMPLES, "source", "reversal");
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, registry.counter(Meters.OUTCOMES, "outcome", Meters.tagValue(outcome)));
    }
    latency = registry.timer(Meters.LATENCY);
    scoring = registry.timer(Meters.SCORING);
    recommending = registry.timer(Meters.RECOMMENDING);
    learning = registry.timer(Meters.LEARNING);
    answering = registry.timer(Meters.ANSWERING);
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
    return registry.counter(Meters.DLQ, "stage", stage, "reason", reason);
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
        .computeIfAbsent(channel, name -> registry.timer(Meters.LABEL_DELAY, "channel", name))
        .record(Math.max(0, millis), TimeUnit.MILLISECONDS);
  }

  /** Publishes how long ago labels came, and how long they usually pause. */
  public void watchLabels() {
    registry.gauge(Meters.LABEL_AGE, pauses::age);
    registry.gauge(Meters.LABEL_PAUSE, pauses::usual);
  }

  /** When labels came. */
  LabelPauses labelPauses() {
    return pauses;
  }

  /** How many episodes of drift of a kind began. */
  Counter episodes(String kind) {
    return registry.counter(Meters.DRIFT_EPISODES, "kind", kind);
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
    return registry.counter(Meters.HANGING_TRANSACTIONS, "result", result);
  }

  /** How many threads of an application, {@code scoring} or {@code learning}, have died. */
  public Counter deadThreads(String application) {
    return registry.counter(Meters.DEAD_THREADS, "application", application);
  }

  /** How many records of changelogs an application has read to rebuild its stores. */
  public Counter restored(String application) {
    return registry.counter(Meters.RESTORED_RECORDS, "application", application);
  }

  /** How many label facts the histories of an entity have taken in. */
  public Counter feedback(String entity) {
    return registry.counter(Meters.FEEDBACK, "entity", entity);
  }

  /** How many histories of an entity have expired. */
  public Counter expired(String entity) {
    return registry.counter(Meters.EXPIRED_HISTORIES, "entity", entity);
  }

  /** How many histories of an entity each task holds. */
  public TaskGauge histories(String entity) {
    return registry.ofTasks(Meters.HISTORIES, TaskGauge.Fold.SUM, 1, "entity", entity);
  }

  /** How many event ids each task of the label join holds. */
  public TaskGauge joinEntries() {
    return registry.ofTasks(Meters.JOIN_ENTRIES, TaskGauge.Fold.SUM, 1);
  }

  /** How many scored events of each task wait for their label or their horizon. */
  public TaskGauge joinPending() {
    return registry.ofTasks(Meters.JOIN_PENDING, TaskGauge.Fold.SUM, 1);
  }

  /** How many deadlines each task of the label join holds. */
  public TaskGauge joinDues() {
    return registry.ofTasks(Meters.JOIN_DUES, TaskGauge.Fold.SUM, 1);
  }

  /** The label clock as each task was told it, epoch milliseconds. */
  public TaskGauge labelClock() {
    return registry.ofTasks(Meters.LABEL_CLOCK, TaskGauge.Fold.MAX, 1e-3);
  }

  /** Up to when each task has done what was due, epoch milliseconds. */
  public TaskGauge labelClockReached() {
    return registry.ofTasks(Meters.LABEL_CLOCK_REACHED, TaskGauge.Fold.MIN, 1e-3);
  }

  /**
   * Publishes a gauge that is asked at each scrape; registering it again changes nothing.
   *
   * @param tags key, value, key, value
   */
  public void gauge(Meters meter, DoubleSupplier value, String... tags) {
    registry.gauge(meter, value, tags);
  }

  /** A look that is taken once a scrape, for gauges to read from. */
  public <T> Glance<T> glance(Supplier<T> look) {
    return registry.glance(look);
  }
}
