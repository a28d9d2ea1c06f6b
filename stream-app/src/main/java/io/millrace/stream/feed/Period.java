package io.millrace.stream.feed;

import io.millrace.model.evaluate.Backtest;
import io.millrace.model.evaluate.ConstantRate;
import io.millrace.model.event.Event;
import io.millrace.model.metric.Evaluation;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.PrecisionAt;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Some UTC days of a stream, and whether an event of them can be measured: it has a label, or the
 * pipeline takes silence for a negative.
 */
final class Period {
  private final long from;
  private final long until;
  private final boolean assumeNegative;
  private final PrecisionAt at;
  private final int perSlot;

  /**
   * @param from first day; null for the first of the stream
   * @param to last day; null for the last of the stream
   */
  Period(Pipeline pipeline, LocalDate from, LocalDate to) {
    if (from != null && to != null && to.isBefore(from)) {
      throw new IllegalArgumentException(
          "a period from " + from + " to " + to + ", expected its first day not after its last");
    }
    this.from = from == null ? Long.MIN_VALUE : startOf(from);
    until = to == null ? Long.MAX_VALUE : startOf(to.plusDays(1));
    assumeNegative = pipeline.labels().policy().assumeNegative();
    at = pipeline.measure().precisionAt();
    perSlot = at == null ? -1 : pipeline.features().schema().text(at.per());
  }

  /**
   * @param truth null where the event has no label
   */
  boolean measures(Event event, Boolean truth) {
    return event.time() >= from && event.time() < until && (truth != null || assumeNegative);
  }

  Evaluation newEvaluation() {
    return at == null
        ? Evaluation.withoutEntities()
        : Evaluation.perDay(at.k(), at.per(), at.zone());
  }

  /** Adds an event of the period to an evaluation. */
  void add(Evaluation evaluation, Event event, Boolean truth, double score, double probability) {
    String entity = perSlot < 0 ? null : event.texts()[perSlot];
    evaluation.add(
        event.time(), entity == null ? "" : entity, score, probability, truth != null && truth);
  }

  /** Adds an event of the period to the baseline, which says what had been learnt by then. */
  static void add(ConstantRate baseline, Backtest learnt, Boolean truth) {
    double rate = ConstantRate.rate(learnt.positives(), learnt.learnt());
    baseline.add(rate, truth != null && truth);
  }

  static long startOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }
}
