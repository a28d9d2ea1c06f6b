package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * What SIGKILL at random moments of a feed needs, whatever the kind of the pipeline: one broker, a
 * thread that feeds. How many kills: the system property {@code millrace.kills}, 2 where it is not
 * set.
 */
abstract class CrashHarness {
  static final int KILLS = Integer.getInteger("millrace.kills", 2);
  static final Duration PATIENCE = Duration.ofMinutes(5);
  static final Duration STRETCH = Duration.ofDays(1);

  /** Of a dead process, so that its readers wait a second instead of ten for the abort. */
  private static final Map<String, String> QUICK_ABORT =
      Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

  static Broker broker;

  @TempDir Path directory;
  final ExecutorService background = Executors.newSingleThreadExecutor();
  final Random random = new Random(20261121);

  @BeforeAll
  static void startBroker(@TempDir Path data) {
    // Apart from this process, which has enough to do.
    broker =
        Broker.Kind.chosen() == Broker.Kind.EMBEDDED
            ? BrokerProcess.start(data, QUICK_ABORT)
            : Broker.start(QUICK_ABORT);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @AfterEach
  void stopFeed() {
    background.shutdownNow();
  }

  /** Returns at some moment of the part of the feed that is that kill's. */
  final void awaitMoment(int kill, int all, AtomicLong sent, Future<?> feed) {
    await(sent, (long) ((kill + random.nextDouble()) / KILLS * all), feed);
  }

  /** Returns at some moment after so many stretches. */
  final void awaitMomentAfter(long stretch, AtomicLong stretches, Future<?> feed) {
    await(stretches, stretch, feed);
    Awaitility.await().pollDelay(Duration.ofMillis(random.nextInt(800))).until(() -> true);
  }

  private static void await(AtomicLong counter, long least, Future<?> feed) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> counter.get() >= least || feed.isDone());
    assertThat(feed.isDone()).as("the feed has ended before the kill").isFalse();
  }
}
