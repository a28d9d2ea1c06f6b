package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.evaluate.RecommendBacktest;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.model.recommend.Recommender;
import io.millrace.stream.accounting.Identity;
import io.millrace.stream.accounting.ListAccount;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.demo.ActivitySettings;
import io.millrace.stream.feed.ActivityReplay;
import io.millrace.stream.feed.EventFile;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.ItemFeed;
import io.millrace.stream.feed.Replay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * SIGKILL at random moments: the service that recommends, with all that lists have: items are
 * described and withdrawn in the course of it, places are given to chance.
 */
@Tag(Proof.TAG)
@DisplayName("After many a SIGKILL, the service that recommends")
class RecommendCrashProofIT extends CrashHarness {
  /** Activities a second of the free feed. */
  private static final double RATE = 300;

  private static final int ACTIVITIES_A_KILL = 2_500;
  private static final LocalDate START = LocalDate.parse("2026-01-01");

  @Test
  void answersEveryActivityOnceAndItsSurvivorsAreEqualToAFreshReplica() throws Exception {
    Map<String, String> settings = settings("free", 3);
    RecommendPipeline pipeline = pipeline(settings);
    int activities = KILLS * ACTIVITIES_A_KILL;
    ActivitySettings world = new ActivitySettings(7, START, 3 + activities / 100, 70, 400);
    RepeatedLines lines = RepeatedLines.simulated(world).first(activities);
    List<String> ids = lines.ids();
    Path file = lines.write(directory.resolve("activity.csv"));
    ItemLines items = ItemLines.simulated(world);
    Path said = items.write(directory.resolve("items.csv"));
    AtomicLong sent = new AtomicLong();
    try (TwoInstances service = new TwoInstances(name -> start(name, settings))) {
      Future<ActivityReplay.Summary> feed =
          background.submit(
              () ->
                  feed(
                      pipeline,
                      file,
                      said,
                      RATE,
                      Duration.ZERO,
                      (count, labels, clock, share) -> sent.set(count)));
      for (int kill = 0; kill < KILLS; kill++) {
        awaitMoment(kill, ids.size(), sent, feed);
        service.crash();
        service.joinOrLeave();
      }
      if (service.isAlone()) service.joinOrLeave();
      ServiceProcess[] survivors = service.survivors();
      ActivityReplay.Summary fed = feed.get();
      assertThat(fed.events()).isEqualTo(ids.size());
      assertThat(fed.items()).isGreaterThan(100);
      // Of nothing: returns when both have learnt everything.
      Path none = Files.writeString(directory.resolve("none.csv"), RepeatedLines.HEADER + "\n");
      feed(pipeline, none, null, RATE, Duration.ZERO, (count, labels, clock, share) -> {});
      CommittedLists committed = new CommittedLists(broker.bootstrap(), pipeline);
      TreeSet<String> distinct = new TreeSet<>(ids);
      assertThat(committed.ids()).hasSameSizeAs(distinct);
      assertThat(new TreeSet<>(committed.ids())).isEqualTo(distinct);
      ListAccount account =
          ListAccount.of(pipeline, Map.of("bootstrap.servers", broker.bootstrap()));
      assertThat(account.identities()).allMatch(Identity::holds);
      assertThat(account.repeated()).isEqualTo(ids.size() - distinct.size()).isPositive();
      assertThat(account.notices()).isEqualTo(fed.items());
      Implied.assertSurvivors(committed.digestOfFreshReplica(), survivors);
      System.err.printf(
          "%d kills, %d activities, %d lists, %d notices of items, both replicas %s%n",
          KILLS, ids.size(), account.lists(), account.notices(), survivors[0].replica());
    }
  }

  @Test
  void inLockstepTellsTheListsOfARunWithoutKills() throws Exception {
    Map<String, String> settings = settings("lockstep", 1);
    RecommendPipeline pipeline = pipeline(settings);
    int days = KILLS + 5;
    ActivitySettings world = new ActivitySettings(7, START, days, 70, 40);
    RepeatedLines lines = RepeatedLines.simulated(world);
    Path file = lines.write(directory.resolve("activity.csv"));
    ItemLines items = ItemLines.simulated(world);
    Path said = items.write(directory.resolve("items.csv"));
    RecommendBacktest backtest = new RecommendBacktest(pipeline, STRETCH.toMillis());
    Deque<ItemNotice> left = new ArrayDeque<>(items.notices());
    List<String> expected = new ArrayList<>();
    for (RepeatedLines.Sent sent : lines.sent()) {
      while (!left.isEmpty() && left.peek().time() <= sent.activity().time()) {
        backtest.notice(left.poll());
      }
      sent.shown(backtest).ifPresent(expected::add);
    }
    backtest.finish();
    assertThat(backtest.repeated()).isEqualTo(lines.sent().size() - expected.size()).isPositive();
    Recommender learnt = backtest.recommender();
    assertThat(learnt.described()).isGreaterThan(10);
    assertThat(learnt.withdrawn()).isPositive();
    assertThat(learnt.measures().greedy().sinceStart().tests()).isPositive();

    AtomicLong stretches = new AtomicLong();
    try (TwoInstances service = new TwoInstances(name -> start(name, settings))) {
      Future<ActivityReplay.Summary> feed =
          background.submit(
              () ->
                  feed(
                      pipeline,
                      file,
                      said,
                      0,
                      STRETCH,
                      (count, labels, clock, share) -> stretches.incrementAndGet()));
      for (int kill = 0; kill < KILLS; kill++) {
        awaitMomentAfter(kill, stretches, feed);
        service.crash();
      }
      ServiceProcess one = service.survivors()[0];
      feed.get();
      CommittedLists committed = new CommittedLists(broker.bootstrap(), pipeline);
      assertThat(committed.told().equals(expected)).as("lists are those of the backtest").isTrue();
      Implied.assertSurvivors(HexFormat.of().formatHex(backtest.digest()), one);
      System.err.printf(
          "%d kills, %d lists equal the backtest's, %d repeats without one, the replica %s%n",
          KILLS, expected.size(), backtest.repeated(), one.replica());
    }
  }

  private static Map<String, String> settings(String name, int partitions) {
    return new HashMap<>(
        Map.of(
            "pipeline",
            name,
            "partitions",
            Integer.toString(partitions),
            "activity.topic",
            name + "-activity",
            "activity.id",
            "event_id",
            "items",
            ItemLines.source(name + "-items"),
            "recommend.repeats.show",
            "true",
            "recommend.explore",
            "{kind: epsilon, share: 0.1}",
            "output.recommendations",
            name + "-lists"));
  }

  private ActivityReplay.Summary feed(
      RecommendPipeline pipeline,
      Path file,
      Path items,
      double rate,
      Duration stretch,
      Replay.Progress progress)
      throws Exception {
    ActivityReplay.Options options = new ActivityReplay.Options(rate, 0, stretch, 1_000, PATIENCE);
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrap());
    try (Feed feed = EventFile.open(file, pipeline)) {
      return new ActivityReplay(pipeline, client, options, () -> false)
          .run(feed, ItemFeed.read(items, pipeline), progress);
    }
  }

  private static RecommendPipeline pipeline(Map<String, String> settings) {
    return RecommendFile.read(Path.of("recommendations.yaml"), settings);
  }

  private ServiceProcess start(String instance, Map<String, String> settings) {
    return ServiceProcess.startOf("recommendations", broker, directory, instance, settings);
  }
}
