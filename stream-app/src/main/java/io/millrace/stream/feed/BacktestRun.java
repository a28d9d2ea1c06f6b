package io.millrace.stream.feed;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.millrace.model.evaluate.Backtest;
import io.millrace.model.evaluate.ConstantRate;
import io.millrace.model.evaluate.Contender;
import io.millrace.model.event.Event;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.metric.Evaluation;
import io.millrace.model.pipeline.Pipeline;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * A pipeline over a file, measured. Every event is scored with what was known at its time; the
 * quality of the scores is measured against the labels of the file, known by then or not.
 */
public final class BacktestRun {
  /**
   * @param lockstep length of a stretch of event time, zero to learn event by event
   * @param from first UTC day that is measured; null for the first of the file
   * @param to last UTC day that is measured; null for the last of the file
   * @param scoresOut where the scores go, CSV; null for nowhere
   */
  public record Options(
      Path events,
      Labels labels,
      Duration lockstep,
      LocalDate from,
      LocalDate to,
      Path scoresOut) {}

  /**
   * @param events rows read
   * @param unread what of the file the pipeline cannot read
   * @param labels labels known by the end
   * @param elapsedSeconds from opening the file to the last score
   * @param quality over the days measured
   * @param baseline what the constant rate would have reached there
   */
  public record Result(
      long events,
      Unread unread,
      long labels,
      double elapsedSeconds,
      Evaluation.Result quality,
      ConstantRate.Result baseline,
      Backtest backtest) {
    public double eventsPerSecond() {
      return events / elapsedSeconds;
    }
  }

  private static final int PROGRESS_EVERY = 8192;

  private final Pipeline pipeline;
  private final Options options;
  private final Contender contender;
  private final Period period;
  private final Evaluation evaluation;
  private final ConstantRate baseline = new ConstantRate();
  private Backtest backtest;
  private BufferedWriter scores;

  /** A pipeline that begins with nothing. */
  public BacktestRun(Pipeline pipeline, Options options) {
    this(pipeline, options, Contender.of(pipeline));
  }

  /**
   * @param contender the pipeline's model, which may know something already
   */
  public BacktestRun(Pipeline pipeline, Options options, Contender contender) {
    this.pipeline = pipeline;
    this.contender = contender;
    this.options = options;
    period = new Period(pipeline, options.from(), options.to());
    evaluation = period.newEvaluation();
  }

  /**
   * @param progress told the share of the file that was read, now and then
   */
  public Result run(DoubleConsumer progress) throws IOException {
    long start = System.nanoTime();
    try (Lane lane = openLane()) {
      backtest = lane.backtest();
      openScores();
      while (lane.step()) {
        if (lane.rows() % PROGRESS_EVERY == 0) {
          progress.accept(lane.progress());
        }
      }
      progress.accept(1);
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Result(
          lane.rows(),
          lane.unread(),
          lane.backtest().labels(),
          seconds,
          evaluation.result(),
          baseline.result(),
          lane.backtest());
    } finally {
      if (scores != null) {
        scores.close();
      }
    }
  }

  private Lane openLane() throws IOException {
    return new Lane(
        pipeline,
        options.events(),
        options.labels(),
        options.lockstep(),
        List.of(contender),
        this::scored);
  }

  private void scored(Event event, Boolean truth, ScoredEvent scored, double probability) {
    double score = scored.rawScores()[0];
    if (scores != null) {
      write(scored.eventId(), score);
    }
    if (period.measures(event, truth)) {
      period.add(evaluation, event, truth, score, probability);
      Period.add(baseline, backtest, truth);
    }
  }

  private void openScores() throws IOException {
    if (options.scoresOut() != null) {
      scores = Files.newBufferedWriter(options.scoresOut());
      scores.write(quoted(pipeline.events().idPath()) + ",score\n");
    }
  }

  private void write(String id, double score) {
    try {
      scores.write(quoted(id));
      scores.write(',');
      // The shortest text that reads as the same bits, by Schubfach's algorithm.
      scores.write(NumberOutput.toString(score, true));
      scores.write('\n');
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("writing " + options.scoresOut(), e);
    }
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
