package io.millrace.stream.feed;

import io.millrace.model.evaluate.Backtest;
import io.millrace.model.event.Event;
import io.millrace.model.event.Label;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.metric.Evaluation;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.PrecisionAt;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
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
   * @param refused rows that the pipeline cannot read
   * @param labels labels known by the end
   * @param elapsedSeconds from opening the file to the last score
   * @param quality over the days measured
   */
  public record Result(
      long events,
      long refused,
      String firstRefusal,
      long labels,
      double elapsedSeconds,
      Evaluation.Result quality,
      Backtest backtest) {
    public double eventsPerSecond() {
      return events / elapsedSeconds;
    }
  }

  private static final int PROGRESS_EVERY = 8192;

  private final Pipeline pipeline;
  private final Options options;
  private final long from;
  private final long until;
  private final Evaluation evaluation;
  private final int perSlot;
  private final Map<String, Boolean> labelsOfFile = new HashMap<>();
  private BufferedWriter scores;
  private Event current;
  private Boolean truth;
  private long sequence;

  public BacktestRun(Pipeline pipeline, Options options) {
    this.pipeline = pipeline;
    this.options = options;
    from = options.from() == null ? Long.MIN_VALUE : startOf(options.from());
    until = options.to() == null ? Long.MAX_VALUE : startOf(options.to().plusDays(1));
    PrecisionAt at = pipeline.measure().precisionAt();
    evaluation =
        at == null ? Evaluation.withoutEntities() : Evaluation.perDay(at.k(), at.per(), at.zone());
    perSlot = at == null ? -1 : pipeline.features().schema().text(at.per());
  }

  /**
   * @param progress told the share of the file that was read, now and then
   */
  public Result run(DoubleConsumer progress) throws IOException {
    long start = System.nanoTime();
    Backtest backtest = new Backtest(pipeline, options.lockstep().toMillis(), this::scored);
    long rows = 0;
    long refused = 0;
    String firstRefusal = null;
    try (EventRows file = EventRows.open(options.events(), pipeline, options.labels().column())) {
      openScores();
      tellLabelsOfFile(backtest);
      while (file.next()) {
        rows++;
        Event event = file.event();
        if (event == null) {
          refused++;
          firstRefusal =
              firstRefusal == null ? "row " + rows + ": " + file.refusal() : firstRefusal;
          continue;
        }
        step(backtest, event, file.label());
        if (rows % PROGRESS_EVERY == 0) {
          progress.accept(file.progress());
        }
      }
      backtest.finish();
    } finally {
      if (scores != null) {
        scores.close();
      }
    }
    progress.accept(1);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Result(
        rows, refused, firstRefusal, backtest.labels(), seconds, evaluation.result(), backtest);
  }

  private void step(Backtest backtest, Event event, String label) {
    current = event;
    truth = options.labels().file() == null ? positive(label) : labelsOfFile.get(event.id());
    backtest.event(event);
    if (options.labels().column() != null && truth != null && isTold(truth)) {
      long knownAt = event.time() + options.labels().delay().toMillis();
      backtest.label(new Label(event.id(), truth, knownAt, sequence++));
    }
  }

  private void scored(ScoredEvent scored, double probability) {
    double score = scored.rawScores()[0];
    if (scores != null) {
      write(scored.eventId(), score);
    }
    boolean assumed = truth == null && pipeline.labels().policy().assumeNegative();
    if (current.time() < from || current.time() >= until || (truth == null && !assumed)) {
      return;
    }
    String entity = perSlot < 0 ? null : current.texts()[perSlot];
    evaluation.add(
        current.time(), entity == null ? "" : entity, score, probability, truth != null && truth);
  }

  private void tellLabelsOfFile(Backtest backtest) throws IOException {
    if (options.labels().file() == null) {
      return;
    }
    for (KnownLabel label : LabelFile.read(options.labels().file(), pipeline)) {
      Boolean positive = positive(label.value());
      if (positive == null) {
        throw new IOException(
            options.labels().file()
                + ": found the label "
                + label.value()
                + " for "
                + label.id()
                + ", expected one of labels.positive "
                + pipeline.labels().positive()
                + " or labels.negative "
                + pipeline.labels().negative());
      }
      if (isTold(positive)) {
        labelsOfFile.putIfAbsent(label.id(), positive);
        backtest.label(new Label(label.id(), positive, label.knownAt(), label.sequence()));
      }
    }
  }

  private boolean isTold(boolean positive) {
    return positive || !options.labels().positivesOnly();
  }

  private Boolean positive(String label) {
    if (label == null) {
      return null;
    }
    if (pipeline.labels().positive().contains(label)) {
      return true;
    }
    return pipeline.labels().negative().contains(label) ? false : null;
  }

  private void openScores() throws IOException {
    if (options.scoresOut() != null) {
      scores = Files.newBufferedWriter(options.scoresOut());
      scores.write(pipeline.events().idPath() + ",score\n");
    }
  }

  private void write(String id, double score) {
    try {
      scores.write(quoted(id));
      scores.write(',');
      scores.write(Double.toString(score));
      scores.write('\n');
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("writing " + options.scoresOut(), e);
    }
  }

  private static String quoted(String text) {
    boolean plain = text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0;
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static long startOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }
}
