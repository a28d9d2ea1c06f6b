package io.millrace.stream.enrich;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.feature.EntityHistory;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.topic.EnrichedEvent;
import io.millrace.stream.topic.OutcomeEntry;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Kafka's hands for a {@link FeatureEngine} at one entity: fetch the history, ask, add the event,
 * keep the history, forward. The first entity's histories also tell repeated events.
 */
final class EnrichProcessor extends ContextualProcessor<String, EnrichedEvent, String, Enriched> {
  private static final Duration SWEEPING = Duration.ofSeconds(1);
  private static final int SWEPT_AT_ONCE = 5_000;

  private final Pipeline pipeline;
  private final FeatureEngine engine;
  private final PipelineMeters meters;
  private final int entity;
  private final EnrichStage stage;
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
  }

  @Override
  public void init(ProcessorContext<String, Enriched> context) {
    super.init(context);
    partition = context.taskId().partition();
    histories = new Histories(engine, entity, context.getStateStore(stage.storeName()));
    context.schedule(SWEEPING, PunctuationType.WALL_CLOCK_TIME, now -> sweep());
  }

  @Override
  public void process(Record<String, EnrichedEvent> record) {
    EnrichedEvent arrived = record.value();
    Event event = arrived.event();
    String key = engine.key(entity, event);
    boolean known =
        key == null ? passNameless(event, arrived.values()) : pass(key, event, arrived.values());
    if (!known) {
      meters.duplicateEvent();
      context()
          .forward(record.withKey(event.id()).withValue(new Enriched.Repeated(repeated(event))));
      return;
    }
    EntityRef ref = key == null ? null : new EntityRef(key, partition);
    context().forward(record.withValue(new Enriched.Known(arrived.with(entity, ref))));
  }

  /** False if the event was here before. */
  private boolean pass(String key, Event event, float[] values) {
    EntityHistory history = histories.get(key);
    if (entity == 0) {
      if (history.remembers(event.id())) return false;
      history.remember(event.id());
    }
    engine.ofHistory(entity, history, event, values);
    history.add(event);
    histories.put(key, history);
    histories.seen(event.time());
    return true;
  }

  private boolean passNameless(Event event, float[] values) {
    engine.ofHistory(entity, null, event, values);
    if (entity > 0) return true;
    String key = Histories.keyWithoutEntity(event.id());
    EntityHistory history = histories.get(key);
    if (history.remembers(event.id())) return false;
    history.remember(event.id());
    history.add(event);
    histories.put(key, history);
    histories.seen(event.time());
    return true;
  }

  private OutcomeEntry repeated(Event event) {
    OutcomeRecord outcome =
        new OutcomeRecord(Outcome.DUPLICATE_EVENT, event.id(), event.time(), false, false);
    return new OutcomeEntry.Told(outcome, partition, pipeline.generation());
  }

  private void sweep() {
    int dropped = histories.sweep(SWEPT_AT_ONCE);
    meters.expired(stage.name()).increment(dropped);
    meters.histories(stage.name()).set(partition, histories.size());
  }

  @Override
  public void close() {
    meters.histories(stage.name()).remove(partition);
  }
}
