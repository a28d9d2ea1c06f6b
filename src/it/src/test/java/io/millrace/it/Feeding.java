package io.millrace.it;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.feed.EventFile;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Feeds a file of transactions as {@code replay} does; the labels are its column, a week late. */
record Feeding(Broker broker, Pipeline pipeline) {
  static final Duration DELAY = Duration.ofDays(7);
  static final String LABEL = "fraud";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  Replay.Summary inLockstep(Path events, Duration stretch) throws IOException, TimeoutException {
    return run(events, new Replay.Options(0, 0, stretch, DELAY, false, PATIENCE));
  }

  /**
   * @param rate events a second, 0 for no bound
   */
  Replay.Summary freely(Path events, double rate) throws IOException, TimeoutException {
    return run(events, new Replay.Options(rate, 0, Duration.ZERO, DELAY, false, PATIENCE));
  }

  private Replay.Summary run(Path events, Replay.Options options)
      throws IOException, TimeoutException {
    Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrap());
    try (Feed feed = EventFile.open(events, pipeline, LABEL)) {
      return new Replay(pipeline, clients, options, () -> false)
          .run(feed, List.of(), (sent, labels, clock, share) -> {});
    }
  }
}
