package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.evaluate.RecommendBacktest;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.stream.accounting.Identity;
import io.millrace.stream.accounting.ListAccount;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.demo.ActivitySettings;
import io.millrace.stream.demo.ActivitySimulator;
import io.millrace.stream.feed.ActivityReplay;
import io.millrace.stream.feed.EventFile;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.Replay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many kills as the system property {@code millrace.kills} says. */
@Tag(Proof.TAG)
@DisplayName("After many a SIGKILL, the service that recommends")
class RecommendCrashProofIT {
  private static final int KILLS = Integer.getInteger("millrace.kills", 2);

  /** Activities a second of the free feed. */
  private static final double RATE = 300;

  private static final int ACTIVITIES_A_KILL = 2_500;
  private static final int REPEATED_EACH = 7;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration STRETCH = Duration.ofDays(1);
  private static final LocalDate START = LocalDate.parse("2026-01-01");
  private static final Map<String, String> QUICK_ABORT =
      Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

  private static final String HEADER = ActivityLines.HEADER + ",event_id\n";

  @TempDir private Path directory;
  private BrokerProcess broker;
  private final ExecutorService background = Executors.newSingleThreadExecutor();
  private final Random random = new Random(20261122);

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(directory.resolve("broker"), QUICK_ABORT);
  }

  @AfterEach
  void stopBroker() {
    background.shutdownNow();
    broker.close();
  }

  @Test
  void answersEveryActivityOnceAndItsSurvivorsAreEqualToAFreshReplica() throws Exception {
    Map<String, String> settings =
        Map.of("partitions", "3", "activity.id", "event_id", "recommend.repeats.show", "true");
    RecommendPipeline pipeline = pipeline(settings);
    List<String> ids = new ArrayList<>();
    Path file = write(KILLS * ACTIVITIES_A_KILL, ids);
    AtomicLong sent = new AtomicLong();
    ServiceProcess one = start("one", settings).awaitReady();
    ServiceProcess two = null;
    try {
      Future<ActivityReplay.Summary> feed =
          background.submit(
              () ->
                  feed(
                      pipeline,
                      file,
                      RATE,
                      Duration.ZERO,
                      (count, labels, clock, share) -> sent.set(count)));
      for (int kill = 0; kill < KILLS; kill++) {
        await(sent, (long) ((kill + random.nextDouble()) / KILLS * ids.size()), feed);
        one.kill();
        one = start("one", settings);
        if (two == null) {
          two = start("two", settings);
        } else {
          two.stop();
          two = null;
        }
      }
      one.awaitReady();
      two = (two == null ? start("two", settings) : two).awaitReady();
      assertThat(feed.get().events()).isEqualTo(ids.size());
      // Of nothing: returns when both have learnt everything.
      Path none = Files.writeString(directory.resolve("none.csv"), HEADER);
      feed(pipeline, none, RATE, Duration.ZERO, (count, labels, clock, share) -> {});
      CommittedLists committed = new CommittedLists(broker.bootstrap(), pipeline);
      TreeSet<String> distinct = new TreeSet<>(ids);
      assertThat(committed.ids()).hasSameSizeAs(distinct);
      assertThat(new TreeSet<>(committed.ids())).isEqualTo(distinct);
      ListAccount account =
          ListAccount.of(pipeline, Map.of("bootstrap.servers", broker.bootstrap()));
      assertThat(account.identities()).allMatch(Identity::holds);
      assertThat(account.repeated()).isEqualTo(ids.size() - distinct.size()).isPositive();
      Implied.assertSurvivors(committed.digestOfFreshReplica(), one, two);
      System.err.printf(
          "%d kills, %d activities, %d lists, both replicas %s%n",
          KILLS, ids.size(), account.lists(), one.replica());
    } finally {
      one.close();
      if (two != null) two.close();
    }
  }

  @Test
  void inLockstepTellsTheListsOfARunWithoutKills() throws Exception {
    Map<String, String> settings = Map.of("partitions", "1", "recommend.repeats.show", "true");
    RecommendPipeline pipeline = pipeline(settings);
    int days = KILLS + 5;
    ActivitySettings world = new ActivitySettings(7, START, days, 70, 40);
    Path file = ActivityLines.simulated(world).write(directory.resolve("activity.csv"));
    RecommendBacktest backtest = new RecommendBacktest(pipeline, STRETCH.toMillis());
    List<String> expected = new ArrayList<>();
    new ActivitySimulator(world)
        .run(activity -> expected.add(CommittedLists.shown(backtest, rated(activity))));
    backtest.finish();

    AtomicLong stretches = new AtomicLong();
    ServiceProcess one = start("one", settings).awaitReady();
    try {
      Future<ActivityReplay.Summary> feed =
          background.submit(
              () ->
                  feed(
                      pipeline,
                      file,
                      0,
                      STRETCH,
                      (count, labels, clock, share) -> stretches.incrementAndGet()));
      for (int kill = 0; kill < KILLS; kill++) {
        await(stretches, kill, feed);
        Awaitility.await().pollDelay(Duration.ofMillis(random.nextInt(800))).until(() -> true);
        one.kill();
        one = start("one", settings);
      }
      one.awaitReady();
      feed.get();
      CommittedLists committed = new CommittedLists(broker.bootstrap(), pipeline);
      assertThat(committed.told().equals(expected)).as("lists are those of the backtest").isTrue();
      Implied.assertSurvivors(HexFormat.of().formatHex(backtest.recommender().digest()), one);
    } finally {
      one.close();
    }
  }

  /** Simulated activity with ids, one in {@value #REPEATED_EACH} sent twice. */
  private Path write(int activities, List<String> ids) throws Exception {
    List<String> lines =
        ActivityLines.simulated(new ActivitySettings(7, START, 3 + activities / 100, 70, 400))
            .lines();
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; ids.size() < activities; i++) {
      for (int sent = 0; sent < (i % REPEATED_EACH == 0 ? 2 : 1); sent++) {
        ids.add("a" + i);
        text.append(lines.get(i)).append(",a").append(i).append('\n');
      }
    }
    return Files.writeString(directory.resolve("activity.csv"), text);
  }

  private ActivityReplay.Summary feed(
      RecommendPipeline pipeline,
      Path file,
      double rate,
      Duration stretch,
      Replay.Progress progress)
      throws Exception {
    ActivityReplay.Options options = new ActivityReplay.Options(rate, 0, stretch, 1_000, PATIENCE);
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrap());
    try (Feed feed = EventFile.open(file, pipeline)) {
      return new ActivityReplay(pipeline, client, options, () -> false).run(feed, progress);
    }
  }

  private static void await(AtomicLong counter, long least, Future<?> feed) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> counter.get() >= least || feed.isDone());
    assertThat(feed.isDone()).as("the feed has ended before the kill").isFalse();
  }

  /** As the file tells it. */
  private static Activity rated(Activity activity) {
    return new Activity(activity.user(), activity.item(), activity.type(), 5, activity.time());
  }

  private static RecommendPipeline pipeline(Map<String, String> settings) {
    return RecommendFile.read(Path.of("recommendations.yaml"), settings);
  }

  private ServiceProcess start(String instance, Map<String, String> settings) {
    return ServiceProcess.startOf("recommendations", broker, directory, instance, settings);
  }
}
