package io.millrace.stream.score;

import io.millrace.model.event.Event;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.ScoringFields;
import io.millrace.stream.observe.NewestAlerts;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.topic.EnrichedEvent;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.Source;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Kafka's hands for the {@link Model}: asks it and forwards the answer, keyed by event id as the
 * feature log and the scores are.
 */
public final class ScoreProcessor<K> extends ContextualProcessor<K, EnrichedEvent, String, Scored> {
  private final Model model;
  private final PipelineMeters meters;
  private final Supplier<Predicate<Source>> telling;
  private Predicate<Source> tells;
  private final int reasons;
  private final long featureSet;
  private final ScoringFields fields;

  /**
   * @param telling whether this generation answers for a record of the sources; asked when a task
   *     begins
   */
  public ScoreProcessor(
      Pipeline pipeline, Model model, PipelineMeters meters, Supplier<Predicate<Source>> telling) {
    this.telling = telling;
    this.model = model;
    this.meters = meters;
    reasons = pipeline.output().reasons();
    featureSet = pipeline.features().fingerprint();
    fields = new ScoringFields(pipeline);
  }

  @Override
  public void init(ProcessorContext<String, Scored> context) {
    super.init(context);
    tells = telling.get();
    meters.scoringTasks().add(context.taskId().partition());
  }

  @Override
  public void close() {
    meters.scoringTasks().remove(context().taskId().partition());
  }

  @Override
  public void process(Record<K, EnrichedEvent> record) {
    EnrichedEvent enriched = record.value();
    Event event = enriched.event();
    List<String> categories = fields.categories(event);
    long start = System.nanoTime();
    Model.Answer answer = model.ask(enriched.values(), categories, reasons);
    long took = System.nanoTime() - start;
    Scored scored =
        new Scored(record(enriched, categories, answer), answer, tells.test(enriched.source()));
    meters.seen(scored.record().event());
    long now = context().currentSystemTimeMs();
    if (scored.told()) {
      meters.scored(scored.isAlert(), now - enriched.source().timestamp(), took);
      if (scored.isAlert()) {
        meters.alerted(
            new NewestAlerts.Alert(
                event.id(), event.time(), answer.raw(), answer.threshold(), answer.reasons()));
      }
    }
    context().forward(record.withKey(event.id()).withValue(scored));
  }

  private ScoredRecord record(
      EnrichedEvent enriched, List<String> categories, Model.Answer answer) {
    Event event = enriched.event();
    ScoredEvent scored =
        new ScoredEvent(
            event.id(),
            event.time(),
            enriched.values(),
            categories,
            answer.rawScores(),
            answer.threshold(),
            answer.version().offset(),
            enriched.entities(),
            fields.budgetEntity(event),
            answer.models(),
            answer.probabilities());
    return new ScoredRecord(scored, answer.version(), featureSet);
  }
}
