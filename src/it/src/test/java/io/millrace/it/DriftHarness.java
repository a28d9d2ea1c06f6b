package io.millrace.it;

import io.millrace.model.drift.Episode;
import io.millrace.model.evaluate.Backtest;
import io.millrace.model.event.Label;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.demo.Transaction;
import io.millrace.stream.demo.TransactionSimulator;
import io.millrace.stream.observe.Looking;
import io.millrace.stream.observe.ScoredDrift;
import io.millrace.stream.observe.ScoredWindow;
import io.millrace.stream.parse.EventParser;
import io.millrace.stream.parse.RejectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A simulated stream through the engine and what looks for drift in it, without a broker: the
 * windows and thresholds of the service. Episodes carry event time.
 */
final class DriftHarness {
  private static final int WINDOW = 5_000;
  static final long EVERY = 1_000_000;
  private static final Duration SPAN = Duration.ofDays(7);
  private static final Duration LABEL_DELAY = Duration.ofDays(7);

  private final List<Episode> told = new ArrayList<>();
  private final Backtest backtest;
  private final EventParser parser;
  private final ScoredDrift drift;
  private ScoredWindow window;
  private long now;
  private long events;

  DriftHarness(Pipeline pipeline) {
    backtest = new Backtest(pipeline, 0, (scored, probability) -> scored(scored));
    parser = new EventParser(pipeline);
    drift = new ScoredDrift(pipeline, new Looking(WINDOW, EVERY, SPAN), () -> 1);
    window = drift.newWindow();
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
    if (!window.add(event)) return;
    told.addAll(drift.add(window, event.eventTime()));
    window = drift.newWindow();
  }
}
