package io.millrace.stream.feed;

import io.millrace.model.evaluate.Contender;
import io.millrace.model.metric.Evaluation;
import io.millrace.model.pipeline.Pipeline;
import java.time.LocalDate;

/** One variant while it is compared. */
final class Racer {
  private final String name;
  private final Pipeline pipeline;
  private final Contender contender;
  private final Evaluation choice;
  private final Evaluation report;
  private long events;
  private LocalDate leftAfter;
  private boolean chosen;

  Racer(String name, Pipeline pipeline, Period period) {
    this.name = name;
    this.pipeline = pipeline;
    contender = new Contender(name, pipeline, System::nanoTime);
    choice = period.newEvaluation();
    report = period.newEvaluation();
  }

  Pipeline pipeline() {
    return pipeline;
  }

  Contender contender() {
    return contender;
  }

  /** Of the days it is chosen on; of all days measured where nothing is chosen. */
  Evaluation choice() {
    return choice;
  }

  /** Of the days after the choice. */
  Evaluation report() {
    return report;
  }

  void scored() {
    events++;
  }

  boolean races() {
    return !contender.left();
  }

  void leave(LocalDate after) {
    leftAfter = after;
    contender.leave();
  }

  void choose() {
    chosen = true;
  }

  CompareRun.Row row(boolean choosing) {
    return new CompareRun.Row(
        name,
        chosen,
        leftAfter,
        choice.result(),
        choosing && chosen ? report.result() : null,
        events / (contender.spent() / 1e9),
        contender.replica().size());
  }
}
