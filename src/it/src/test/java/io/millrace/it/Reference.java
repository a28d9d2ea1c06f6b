package io.millrace.it;

import io.millrace.model.champion.Change;
import io.millrace.model.evaluate.Backtest;
import io.millrace.model.event.Event;
import io.millrace.model.event.Label;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.feed.EventFile;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.FeedRow;
import io.millrace.stream.parse.EventParser;
import io.millrace.stream.parse.LabelParser;
import io.millrace.stream.parse.RejectedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What {@code backtest --lockstep} makes of the very JSON that is fed to the service: what a
 * lockstep run through the broker must equal.
 *
 * @param digest of the replica at the end, in hexadecimal
 * @param promotions changes of the learner that serves
 */
record Reference(
    List<ScoredEvent> scored, String digest, Map<Outcome, Long> outcomes, List<Change> promotions) {

  static Reference inLockstep(Pipeline pipeline, Path events, Duration stretch)
      throws IOException, RejectedException {
    List<ScoredEvent> scored = new ArrayList<>();
    Backtest backtest = run(pipeline, events, stretch, scored::add);
    return new Reference(
        scored,
        HexFormat.of().formatHex(backtest.replica().digest()),
        backtest.outcomes(),
        backtest.replica().contest().history());
  }

  /**
   * @param stretch zero to learn event by event
   */
  static Backtest run(
      Pipeline pipeline, Path events, Duration stretch, Consumer<ScoredEvent> scored)
      throws IOException, RejectedException {
    Backtest backtest =
        new Backtest(pipeline, stretch.toMillis(), (event, probability) -> scored.accept(event));
    EventParser parser = new EventParser(pipeline);
    LabelParser labels = new LabelParser(pipeline);
    long sequence = 0;
    try (Feed feed = EventFile.open(events, pipeline, Feeding.LABEL)) {
      for (FeedRow row = feed.next(); row != null; row = feed.next()) {
        Event event = parser.parse(row.json(), EventParser.NO_TIMESTAMP);
        backtest.event(event);
        long knownAt = event.time() + Feeding.DELAY.toMillis();
        backtest.label(new Label(event.id(), labels.isPositive(row.label()), knownAt, sequence++));
      }
    }
    backtest.finish();
    return backtest;
  }
}
