package io.millrace.stream.demo;

import io.millrace.model.metric.ListQuality;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Recommender;
import io.millrace.stream.accounting.ListAccount;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.feed.ActivityReplay;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.ItemFeed;
import io.millrace.stream.observe.NewestLists;
import io.millrace.stream.training.Digested;
import io.millrace.stream.training.ReplicaReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** The demo's second pipeline: simulated shoppers, and what is recommended to them. */
final class ListDemo {
  /** Small beside the transactions: every activity asks for a list and tests one. */
  private static final double MOST_A_SECOND = 100;

  private static final int USERS = 120;
  private static final int ITEMS = 150;
  private static final double A_DAY = USERS * .3 * 5;
  private static final long IN_FLIGHT = 500;

  private final DemoOptions options;
  private final RecommendPipeline pipeline;
  private volatile long sent;

  ListDemo(DemoOptions options) {
    this.options = options;
    pipeline =
        RecommendFile.read(
            Path.of("recommendations.yaml"),
            Map.of(
                "partitions",
                "2",
                "activity.id",
                "id",
                "items",
                ItemRows.SOURCE,
                "recommend.repeats",
                "{show: true}"));
  }

  RecommendPipeline pipeline() {
    return pipeline;
  }

  /** Activities sent so far. */
  long sent() {
    return sent;
  }

  /**
   * Feeds activity on a thread of its own, and completes when all of it is answered and learnt.
   *
   * @param over ends the feed
   */
  CompletableFuture<ActivityReplay.Summary> stream(
      Map<String, Object> client, BooleanSupplier over, Duration patience) {
    CompletableFuture<ActivityReplay.Summary> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                done.complete(feed(client, over, patience));
              } catch (IOException | TimeoutException | RuntimeException e) {
                done.completeExceptionally(e);
              }
            },
            "activity");
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private ActivityReplay.Summary feed(
      Map<String, Object> client, BooleanSupplier over, Duration patience)
      throws IOException, TimeoutException {
    double rate = Math.min(MOST_A_SECOND, options.rate());
    int days = (int) Math.min(3650, 10 + rate * options.length().toSeconds() / A_DAY * 2);
    LocalDate start = LocalDate.now(ZoneOffset.UTC).minusDays(days);
    ActivitySettings settings = new ActivitySettings(options.seed(), start, days, USERS, ITEMS);
    ActivityReplay.Options pace =
        new ActivityReplay.Options(rate, 0, Duration.ZERO, IN_FLIGHT, patience);
    ActivitySimulator simulator = new ActivitySimulator(settings);
    ItemFeed items = ItemRows.feed(simulator.notices());
    try (Feed feed = new ActivityFeed(simulator, over)) {
      return new ActivityReplay(pipeline, client, pace, () -> false)
          .run(feed, items, (count, labels, clock, share) -> sent = count);
    }
  }

  /** What it came to, once the feed is done. */
  ListDemoResult result(
      CompletableFuture<ActivityReplay.Summary> feed,
      ReplicaReader replica,
      Map<String, Object> client)
      throws IOException {
    ActivityReplay.Summary all;
    try {
      all = feed.join();
    } catch (CompletionException e) {
      throw new IOException("the activity was not worked off: " + e.getCause().getMessage(), e);
    }
    ListAccount account = ListAccount.of(pipeline, client);
    Digested<Seen> told = replica.digest(Recommender.class, (model, version) -> seen(model));
    return new ListDemoResult(
        pipeline.name(),
        all.events(),
        all.items(),
        account,
        FinalModel.of(told),
        told.seen().items(),
        told.seen().described(),
        told.seen().tested(),
        told.seen().shown());
  }

  /** The second pipeline at one moment, for the view. */
  Lists glance(ReplicaReader replica, ServiceCounts counts, NewestLists newest) {
    Seen seen = replica.read(Recommender.class, (model, version) -> seen(model));
    return new Lists(
        sent,
        counts.lists(),
        seen.items(),
        seen.tested().tests(),
        seen.tested().hitRate10(),
        seen.shown().hitRate10(),
        replica.version().offset(),
        replica.lag(),
        newest.all().stream().findFirst());
  }

  private static Seen seen(Recommender model) {
    return new Seen(
        model.items(),
        model.described(),
        model.quality().sinceStart(),
        model.asShown().sinceStart());
  }

  private record Seen(
      int items, int described, ListQuality.Result tested, ListQuality.Result shown) {}

  /**
   * What the view shows.
   *
   * @param told lists
   * @param tests of lists since the start
   * @param hitRate at 10, of the lists the model would have given just before
   * @param shownHitRate at 10, of the lists that were told
   * @param newest list that was told
   */
  record Lists(
      long sent,
      long told,
      int items,
      long tests,
      double hitRate,
      double shownHitRate,
      long version,
      long lag,
      Optional<NewestLists.MadeList> newest) {}
}
