package io.millrace.it;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.feed.Drain;
import io.millrace.stream.feed.EventFile;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Feeds a file of transactions as {@code replay} does; the labels are its column, a week late.
 *
 * @param positivesOnly whether only the frauds are told, as chargebacks are
 */
record Feeding(Broker broker, Pipeline pipeline, boolean positivesOnly) {
  static final Duration DELAY = Duration.ofDays(7);
  static final String LABEL = "fraud";

  /** A third of a day of the handbook: the model is hardly older than a backtest has it. */
  private static final long IN_FLIGHT = 3_000;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** A question to the broker outlasts a fault of a minute, and a slow start after it. */
  private static final String OUTLASTS_MS = "240000";

  Replay.Summary inLockstep(Path events, Duration stretch, Replay.Progress progress)
      throws IOException, TimeoutException {
    return run(events, 0, stretch, IN_FLIGHT, progress);
  }

  /**
   * @param rate events a second, 0 for no bound
   */
  Replay.Summary freely(Path events, double rate, Replay.Progress progress)
      throws IOException, TimeoutException {
    return freely(events, rate, IN_FLIGHT, progress);
  }

  /** The same with another number of events that may wait for their scores. */
  Replay.Summary freely(Path events, double rate, long inFlight, Replay.Progress progress)
      throws IOException, TimeoutException {
    return run(events, rate, Duration.ZERO, inFlight, progress);
  }

  /** Sends all of it whether somebody scores or not; waits only until the last label is read. */
  Replay.Summary ahead(Path events, Replay.Progress progress) throws IOException, TimeoutException {
    return run(events, 0, Duration.ZERO, Long.MAX_VALUE, progress);
  }

  /** Waits until everything that a free feed sent is scored and learnt by every instance. */
  void drain(Replay.Summary sent) throws IOException, TimeoutException {
    drain(sent, Duration.ZERO);
  }

  /** The same, and lets the label clock go on: labels not sent by then were never given. */
  void drain(Replay.Summary sent, Duration further) throws IOException, TimeoutException {
    new Drain(pipeline, client(), PATIENCE).await(sent.clock() + further.toMillis());
  }

  Map<String, Object> client() {
    return Map.of("bootstrap.servers", broker.bootstrap(), "default.api.timeout.ms", OUTLASTS_MS);
  }

  private Replay.Summary run(
      Path events, double rate, Duration stretch, long inFlight, Replay.Progress progress)
      throws IOException, TimeoutException {
    Replay.Options options =
        new Replay.Options(rate, 0, stretch, DELAY, positivesOnly, inFlight, PATIENCE);
    try (Feed feed = EventFile.open(events, pipeline, LABEL)) {
      return new Replay(pipeline, client(), options, () -> false).run(feed, List.of(), progress);
    }
  }
}
