package io.millrace.stream.score;

import io.millrace.model.event.Event;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.feature.TextHash;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.topic.EnrichedEvent;
import io.millrace.stream.topic.ScoredRecord;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Kafka's hands for the {@link Model}: asks it and forwards the answer, keyed by event id as the
 * feature log and the scores are.
 */
public final class ScoreProcessor
    extends ContextualProcessor<String, EnrichedEvent, String, Scored> {
  private static final int NO_SLOT = -1;

  private final Model model;
  private final PipelineMeters meters;
  private final int reasons;
  private final long featureSet;
  private final int[] categorySlots;
  private final int budgetSlot;

  public ScoreProcessor(Pipeline pipeline, Model model, PipelineMeters meters) {
    this.model = model;
    this.meters = meters;
    FeatureSet features = pipeline.features();
    String per = pipeline.decide().per();
    reasons = pipeline.output().reasons();
    featureSet = features.fingerprint();
    budgetSlot = per == null ? NO_SLOT : features.schema().text(per);
    categorySlots =
        features.features().stream()
            .filter(FeatureSpec.Category.class::isInstance)
            .mapToInt(feature -> ((FeatureSpec.Category) feature).slot())
            .toArray();
  }

  @Override
  public void process(Record<String, EnrichedEvent> record) {
    EnrichedEvent enriched = record.value();
    Event event = enriched.event();
    List<String> categories = categories(event);
    long start = System.nanoTime();
    Model.Answer answer = model.ask(enriched.values(), categories, reasons);
    long took = System.nanoTime() - start;
    Scored scored = new Scored(record(enriched, categories, answer), answer);
    long now = context().currentSystemTimeMs();
    meters.scored(scored.isAlert(), now - enriched.source().timestamp(), took);
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
            new double[] {answer.raw()},
            answer.threshold(),
            answer.version().offset(),
            enriched.entities(),
            budgetEntity(event));
    return new ScoredRecord(scored, answer.version(), featureSet);
  }

  private List<String> categories(Event event) {
    String[] texts = new String[categorySlots.length];
    for (int i = 0; i < texts.length; i++) texts[i] = event.texts()[categorySlots[i]];
    return Collections.unmodifiableList(Arrays.asList(texts));
  }

  private long budgetEntity(Event event) {
    String text = budgetSlot == NO_SLOT ? null : event.texts()[budgetSlot];
    return text == null ? 0 : TextHash.of(text);
  }
}
