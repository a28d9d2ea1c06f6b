package io.millrace.model.evaluate;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.feature.EntityHistory;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.feature.Forgetting;
import io.millrace.model.labeljoin.JoinEntry;
import io.millrace.model.labeljoin.LabelJoin;
import io.millrace.model.labeljoin.LabelJoinOutput;
import io.millrace.model.labeljoin.MemoryJoinStore;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.ScoringFields;
import io.millrace.model.replica.Replica;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The pipeline over a stream in event time, with labels that come late: what the service does, by
 * the same features, label join and replica, without Kafka.
 *
 * <p>Event by event, everything due by an event's time (labels first, then expired horizons) is
 * learnt before the event is scored. In lockstep, time is cut into stretches aligned to the epoch;
 * a stretch's events are scored with the model and the label histories of its start, then all that
 * fell due in it is learnt. Either way a score depends on nothing that was not known at its event.
 *
 * <p>Cost: O(features + log pending) an event; memory as the service's state.
 */
public final class Backtest {
  /** How many events at a time may be {@linkplain #expect expected}. */
  public static final int AHEAD = Ahead.GROUP;

  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final FeatureEngine engine;
  private final HistoryTable[] histories;
  private final ComingLabels coming = new ComingLabels();
  private final long[] outcomes = new long[Outcome.values().length];
  private final MemoryJoinStore waiting = new MemoryJoinStore();
  private final UnsampledEvents unsampled = new UnsampledEvents();
  private final LabelJoin join;
  private final Ahead ahead;
  private final Contender[] contenders;

  /** Where each contender's shadows begin among the raw scores. */
  private final int[] shadows;

  private final int width;
  private final boolean calibrates;
  private final ScoreSink sink;
  private final ScoringFields fields;
  private final long stretch;
  private long clock = Long.MIN_VALUE;
  private long boundary = Long.MIN_VALUE;
  private long scored;
  private long labels;
  private long examples;
  private double learnt;
  private long positives;

  /**
   * @param stretchMillis length of a lockstep stretch, 0 to learn event by event
   */
  public Backtest(Pipeline pipeline, long stretchMillis, ScoreSink sink) {
    this(pipeline, stretchMillis, sink, List.of(Contender.of(pipeline)));
  }

  /**
   * Several models side by side over the same features and the same lessons.
   *
   * @param contenders one or more, of pipelines that differ from this one in learner and decision
   *     only; an event's raw scores are in their order, and then those of their shadows
   */
  public Backtest(
      Pipeline pipeline, long stretchMillis, ScoreSink sink, List<Contender> contenders) {
    this.sink = sink;
    this.stretch = stretchMillis;
    engine = new FeatureEngine(pipeline.features());
    histories = new HistoryTable[pipeline.features().entities().size()];
    for (int i = 0; i < histories.length; i++) {
      histories[i] = new HistoryTable(engine, i);
    }
    join =
        new LabelJoin(
            pipeline.labels().policy(), pipeline.features(), waiting, unsampled, new Lessons());
    ahead = new Ahead(engine, histories, coming, waiting);
    this.contenders = contenders.toArray(new Contender[0]);
    fields = new ScoringFields(pipeline);
    shadows = new int[this.contenders.length];
    int next = shadows.length;
    for (int i = 0; i < shadows.length; i++) {
      shadows[i] = next;
      next += this.contenders[i].width() - 1;
    }
    width = next;
    calibrates = contenders.stream().anyMatch(Contender::calibrates);
  }

  /** Scores one event; events come in stream order. */
  public void event(Event event) {
    advanceTo(event.time());
    float[] values = engine.newValues();
    EntityRef[] refs = new EntityRef[histories.length];
    for (int i = 0; i < refs.length; i++) {
      String key = engine.key(i, event);
      KeptHistory kept = key == null ? null : histories[i].of(key);
      if (i == 0 && isRepeat(kept, event)) {
        count(Outcome.DUPLICATE_EVENT);
        return;
      }
      if (kept == null) {
        engine.ofHistory(i, null, event, values);
        continue;
      }
      EntityHistory history = kept.at(event.time());
      engine.ofHistory(i, history, event, values);
      history.add(event, values);
      refs[i] = kept;
    }
    engine.ofEvent(event, values);
    double[] raw = new double[width];
    long[] models = width == contenders.length ? ScoredEvent.ONE_MODEL : new long[width];
    double[] told = calibrates ? new double[width] : ScoredEvent.UNCALIBRATED;
    for (int i = 0; i < contenders.length; i++) {
      contenders[i].score(values, raw, i, shadows[i], models, told);
    }
    ScoredEvent result =
        new ScoredEvent(
            event.id(),
            event.time(),
            values,
            fields.categories(event),
            raw,
            replica().threshold(),
            replica().examples() - 1,
            Arrays.asList(refs),
            fields.budgetEntity(event),
            models,
            told);
    scored++;
    sink.scored(result, contenders[0].probability(raw[0]));
    join.scored(result, scored);
    if (waiting.get(event.id()) instanceof JoinEntry.Unsampled) unsampled.keep(result);
  }

  /**
   * Events that come next, as far as they are known: changes nothing, but what they and the labels
   * known by then will read is asked for at once.
   *
   * @param group at most {@value #AHEAD}
   */
  public void expect(List<Event> group) {
    ahead.expect(group);
  }

  /** Takes a label that will be known at its time, which may lie ahead. */
  public void label(Label label) {
    coming.add(label);
  }

  /** Learns what was due by the last event; what is due later stays pending. */
  public void finish() {
    if (clock != Long.MIN_VALUE) {
      learnDue(clock);
    }
  }

  /** The first contender's. */
  public Replica replica() {
    return contenders[0].replica();
  }

  /** Scores given, repeated events left out. */
  public long scored() {
    return scored;
  }

  /** Labels that were known by the end. */
  public long labels() {
    return labels;
  }

  /** Examples learnt so far, whoever learns them. */
  public long examples() {
    return examples;
  }

  /** How many events the examples learnt so far stand for. */
  public double learnt() {
    return learnt;
  }

  /** Positive examples learnt so far. */
  public long positives() {
    return positives;
  }

  public Map<Outcome, Long> outcomes() {
    Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      if (outcomes[outcome.ordinal()] > 0) {
        counts.put(outcome, outcomes[outcome.ordinal()]);
      }
    }
    return counts;
  }

  private void advanceTo(long time) {
    if (stretch == 0) {
      if (time > clock) {
        clock = time;
        learnDue(time);
      }
      return;
    }
    clock = Math.max(clock, time);
    long start = Math.floorDiv(clock, stretch) * stretch;
    if (start > boundary) {
      boundary = start;
      learnDue(start);
    }
  }

  private void learnDue(long until) {
    for (Label label = coming.poll(until); label != null; label = coming.poll(until)) {
      join.hold(label);
      labels++;
    }
    join.advance(until, NO_LIMIT);
  }

  /**
   * Whether the first entity's history, or what stands for it, knows the event already.
   *
   * @param kept null where the event lacks the entity
   */
  private boolean isRepeat(KeptHistory kept, Event event) {
    KeptHistory knowing =
        kept == null ? histories[0].of(Forgetting.keyWithoutEntity(event.id())) : kept;
    EntityHistory history = knowing.at(event.time());
    if (history.remembers(event.id())) {
      return true;
    }
    history.remember(event.id());
    if (kept == null) {
      history.add(event);
    }
    return false;
  }

  private void count(Outcome outcome) {
    outcomes[outcome.ordinal()]++;
  }

  /** What the label join decides: the replica learns, the histories are told. */
  private final class Lessons implements LabelJoinOutput {
    @Override
    public void learn(Example example) {
      learnt += example.weight();
      examples += example.tests() ? 1 : 0;
      positives += example.positive() ? 1 : 0;
      for (int i = 0; i < contenders.length; i++) {
        contenders[i].learn(example, i, shadows[i]);
      }
    }

    @Override
    public void outcome(OutcomeRecord outcome) {
      if (outcome.outcome() != Outcome.DUPLICATE_SCORE) unsampled.forget(outcome.id());
      count(outcome.outcome());
    }

    @Override
    public void feedback(LabelFact fact) {
      ((KeptHistory) fact.ref()).at(fact.knownAt()).learn(fact);
    }
  }
}
