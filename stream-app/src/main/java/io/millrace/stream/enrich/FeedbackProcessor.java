package io.millrace.stream.enrich;

import io.micrometer.core.instrument.Counter;
import io.millrace.model.event.LabelFact;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.stream.observe.PipelineMeters;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Takes what labels say of an entity into the history that saw the event.
 *
 * <p>The fact must arrive at the very task that holds that history. Streams does not check that:
 * the feedback topic merely shares a store with the events, so this does.
 */
final class FeedbackProcessor extends ContextualProcessor<String, LabelFact, Void, Void> {
  private final FeatureEngine engine;
  private final int entity;
  private final EnrichStage stage;
  private final Counter taken;
  private Histories histories;
  private int partition;

  FeedbackProcessor(FeatureEngine engine, PipelineMeters meters, int entity, EnrichStage stage) {
    this.engine = engine;
    this.entity = entity;
    this.stage = stage;
    taken = meters.feedback(stage.name());
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    super.init(context);
    partition = context.taskId().partition();
    histories = new Histories(engine, entity, context.getStateStore(stage.storeName()));
  }

  @Override
  public void process(Record<String, LabelFact> record) {
    LabelFact fact = record.value();
    if (fact.ref().partition() != partition) {
      throw new IllegalStateException(
          "feedback for "
              + stage.name()
              + " of event "
              + fact.eventId()
              + " names partition "
              + fact.ref().partition()
              + " and came to "
              + partition
              + ", expected the same: the partition count of a topic was changed; "
              + "go on with a new generation");
    }
    Held held = histories.get(fact.ref().key(), fact.knownAt());
    if (stage.isFast()) {
      held = takeOnce(fact, held);
    } else {
      take(fact, held);
    }
    histories.put(fact.ref().key(), held);
  }

  /** A fact known already is put all the same: the changelog may lack what the store has. */
  private Held takeOnce(LabelFact fact, Held held) {
    long offset = context().recordMetadata().orElseThrow().offset();
    if (held.knowsFact(offset)) return held;
    take(fact, held);
    return held.toldOf(offset);
  }

  private void take(LabelFact fact, Held held) {
    held.history().learn(fact);
    taken.increment();
  }
}
