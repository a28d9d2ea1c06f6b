package io.millrace.stream.enrich;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.feature.Forgetting;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.store.Sweep;
import io.millrace.stream.topic.EnrichedEvent;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.topic.Source;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Kafka's hands for a {@link FeatureEngine} at one entity: fetch the history, ask, add the event,
 * keep the history, forward. The first entity's histories also tell repeated events; under {@code
 * guarantee: fast} every history tells the events that a crash brought again.
 */
final class EnrichProcessor extends ContextualProcessor<String, EnrichedEvent, String, Enriched> {
  /** Partitions whose records surely have different origins. */
  private static final int PARTITIONS = 4096;

  private final Pipeline pipeline;
  private final FeatureEngine engine;
  private final PipelineMeters meters;
  private final int entity;
  private final EnrichStage stage;
  private final boolean remembers;
  private Histories histories;
  private int partition;

  EnrichProcessor(
      Pipeline pipeline,
      FeatureEngine engine,
      PipelineMeters meters,
      int entity,
      EnrichStage stage) {
    this.pipeline = pipeline;
    this.engine = engine;
    this.meters = meters;
    this.entity = entity;
    this.stage = stage;
    remembers = entity == 0 || stage.isFast();
  }

  @Override
  public void init(ProcessorContext<String, Enriched> context) {
    super.init(context);
    partition = context.taskId().partition();
    histories = new Histories(engine, entity, context.getStateStore(stage.storeName()));
    context.schedule(Sweep.EVERY, PunctuationType.WALL_CLOCK_TIME, this::sweep);
  }

  @Override
  public void process(Record<String, EnrichedEvent> record) {
    EnrichedEvent arrived = record.value();
    Event event = arrived.event();
    String key = engine.key(entity, event);
    boolean goesOn = key == null ? passNameless(arrived) : pass(key, arrived);
    if (!goesOn) {
      meters.duplicateEvent();
      context()
          .forward(record.withKey(event.id()).withValue(new Enriched.Repeated(repeated(event))));
      return;
    }
    EntityRef ref = key == null ? null : new EntityRef(key, partition);
    context().forward(record.withValue(new Enriched.Known(arrived.with(entity, ref))));
  }

  /** False if the event was here before, and not in this record. */
  private boolean pass(String key, EnrichedEvent arrived) {
    Event event = arrived.event();
    Held held = histories.get(key, event.time());
    if (knows(held, event)) {
      if (isDuplicate(held, arrived)) return false;
      passAgain(key, held, arrived);
      return true;
    }
    if (remembers) held.history().remember(event.id(), origin(arrived.source()));
    engine.ofHistory(entity, held.history(), event, arrived.values());
    held.history().add(event, arrived.values());
    histories.put(key, held);
    histories.seen(event.time());
    return true;
  }

  /**
   * A record that a crash brought again goes on, for its score may be lost: with what the history
   * says without the event. The history stays, and is put again: the changelog may lack what the
   * store has.
   */
  private void passAgain(String key, Held held, EnrichedEvent arrived) {
    meters.redeliveredEvent();
    histories.put(key, held);
    held.history().withdraw(arrived.event());
    engine.ofHistory(entity, held.history(), arrived.event(), arrived.values());
  }

  private boolean passNameless(EnrichedEvent arrived) {
    Event event = arrived.event();
    engine.ofHistory(entity, null, event, arrived.values());
    if (entity > 0) return true;
    String key = Forgetting.keyWithoutEntity(event.id());
    Held held = histories.get(key, event.time());
    if (knows(held, event)) {
      if (isDuplicate(held, arrived)) return false;
      meters.redeliveredEvent();
    } else {
      held.history().remember(event.id(), origin(arrived.source()));
      held.history().add(event);
    }
    histories.put(key, held);
    histories.seen(event.time());
    return true;
  }

  private boolean knows(Held held, Event event) {
    return remembers && held.history().remembers(event.id());
  }

  /**
   * Whether an event that the history knows is to go no further. Only the first entity sees the
   * records as the user sent them; what reaches a later one twice is of one record.
   */
  private boolean isDuplicate(Held held, EnrichedEvent arrived) {
    return entity == 0
        && !(stage.isFast()
            && held.history().remembers(arrived.event().id(), origin(arrived.source())));
  }

  private static long origin(Source source) {
    return source.offset() * PARTITIONS + source.partition() % PARTITIONS;
  }

  private OutcomeEntry repeated(Event event) {
    OutcomeRecord outcome =
        new OutcomeRecord(Outcome.DUPLICATE_EVENT, event.id(), event.time(), false, false);
    return new OutcomeEntry.Told(outcome, partition, pipeline.generation());
  }

  private void sweep(long now) {
    int dropped = histories.sweep(now);
    meters.expired(stage.name()).increment(dropped);
    meters.histories(stage.name()).set(partition, histories.size());
  }

  @Override
  public void close() {
    meters.histories(stage.name()).remove(partition);
  }
}
