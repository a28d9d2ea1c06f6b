package io.millrace.it;

import io.millrace.model.drift.Episode;
import io.millrace.model.drift.InputDrift;
import io.millrace.model.evaluate.Backtest;
import io.millrace.model.event.Label;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.demo.Transaction;
import io.millrace.stream.demo.TransactionSimulator;
import io.millrace.stream.observe.DriftWatch;
import io.millrace.stream.parse.EventParser;
import io.millrace.stream.parse.RejectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A simulated stream through the engine and what looks for drift in it, without a broker: the
 * windows and thresholds of the service. Episodes carry event time.
 */
final class DriftHarness {
  private static final int WINDOW = 5_000;
  static final double EVERY = 1_000_000;
  private static final Duration SPAN = Duration.ofDays(7);
  private static final Duration LABEL_DELAY = Duration.ofDays(7);

  private final List<Episode> told = new ArrayList<>();
  private final Backtest backtest;
  private final EventParser parser;
  private final int width;
  private final InputDrift inputs;
  private final float[] rows;
  private int filled;
  private final long[] times = new long[WINDOW];
  private long now;
  private long events;

  DriftHarness(Pipeline pipeline) {
    backtest = new Backtest(pipeline, 0, (scored, probability) -> scored(scored));
    parser = new EventParser(pipeline);
    List<InputDrift.Watched> watched = DriftWatch.watched(pipeline);
    width = watched.size();
    inputs = new InputDrift(watched, WINDOW, EVERY, SPAN.toMillis());
    rows = new float[WINDOW * width];
  }

  /**
   * @param skip days that pass before the stream begins
   * @return all that was told
   */
  List<Episode> run(SimulatorSettings world, int skip) throws RejectedException {
    long begin = world.start().plusDays(skip).toEpochDay() * 86_400;
    for (Transaction transaction : new TransactionSimulator(world)) {
      if (transaction.at().getEpochSecond() < begin) continue;
      now = transaction.at().toEpochMilli();
      backtest.event(parser.parse(fields(transaction), EventParser.NO_TIMESTAMP));
      if (transaction.told()) {
        backtest.label(
            new Label(
                Long.toString(transaction.id()),
                transaction.fraud(),
                now + LABEL_DELAY.toMillis(),
                transaction.id()));
      }
      events++;
    }
    told.addAll(backtest.replica().qualityDrift().orElseThrow().told(0));
    return told;
  }

  private CharSequence[] fields(Transaction transaction) {
    return parser.paths().stream()
        .map(
            path ->
                switch (path) {
                  case "transaction_id" -> Long.toString(transaction.id());
                  case "datetime" -> transaction.at().toString();
                  case "customer_id" -> Integer.toString(transaction.customer());
                  case "terminal_id" -> Integer.toString(transaction.terminal());
                  default -> Double.toString(transaction.amount());
                })
        .toArray(CharSequence[]::new);
  }

  long events() {
    return events;
  }

  private void scored(ScoredEvent event) {
    int at = filled * width;
    System.arraycopy(event.values(), 0, rows, at, width - 1);
    rows[at + width - 1] = (float) event.rawScores()[0];
    times[filled] = event.eventTime();
    if (++filled < WINDOW) return;
    Arrays.sort(times);
    told.addAll(inputs.add(rows.clone(), times[WINDOW / 2], event.eventTime()));
    filled = 0;
  }
}
