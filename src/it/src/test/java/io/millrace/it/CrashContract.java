package io.millrace.it;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.accounting.Account;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.feed.Replay;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SIGKILL at random moments: the service that scores. */
abstract class CrashContract extends CrashHarness {
  static final String FRAUD = "fraud";

  /** Events a second of the free feed. */
  private static final double RATE = 5_000;

  private static final LocalDate START = LocalDate.parse("2018-04-01");

  /**
   * The service is killed at random moments of a free feed and restarted at once, while a second
   * instance joins and leaves.
   */
  @ParameterizedTest
  @EnumSource
  void everyEventIsScoredAndLearntOnceAndSurvivorsAreEqualToAFreshReplica(Guarantee guarantee)
      throws Exception {
    Map<String, String> settings = Named.settings(name(guarantee), Map.of());
    Pipeline pipeline = PipelineFile.read(Path.of(FRAUD + ".yaml"), settings);
    // 60,000 events and more; under the lesser guarantee fewer will do where kills are few.
    int least = guarantee == Guarantee.EXACTLY_ONCE ? 1_450 : 320;
    int customers = Math.max(least, 800 * (KILLS / 3));
    TransactionLines lines =
        TransactionLines.simulated(SimulatorSettings.sized(3, START, 22, customers, 3_200));
    Path events = lines.writeTo(directory.resolve("events.csv"));
    Feeding feeding = new Feeding(broker, pipeline, true);
    AtomicLong sent = new AtomicLong();
    try (TwoInstances service = new TwoInstances(name -> start(FRAUD, name, settings, guarantee))) {
      Future<Replay.Summary> feed =
          background.submit(
              () -> feeding.freely(events, RATE, (count, labels, clock, share) -> sent.set(count)));
      for (int kill = 0; kill < KILLS; kill++) {
        awaitMoment(kill, lines.size(), sent, feed);
        service.crash();
        if (service.isAlone() || kill < KILLS - 1 || guarantee == Guarantee.EXACTLY_ONCE) {
          service.joinOrLeave();
        }
      }
      ServiceProcess[] survivors = service.survivors();
      Replay.Summary fed = feed.get();
      feeding.drain(fed);
      Account account = new Implied(lines, pipeline, guarantee).assertHolds(broker, survivors);
      System.err.printf(
          "%d kills, %s, %d events, %d scores, %d replicas are %s%n",
          KILLS,
          guarantee,
          fed.events(),
          account.scored(),
          survivors.length,
          survivors[0].replica());
    }
  }

  @Test
  void aLockstepRunEqualsOneWithoutScoreForScore() throws Exception {
    assertLockstepEqualsOneWithoutKills(lockstepPipeline(), "lockstep", Map.of());
  }

  /** One that ships with the product. */
  String lockstepPipeline() {
    return FRAUD;
  }

  /**
   * @param shipped pipeline that ships with the product
   * @param own settings beside its own
   */
  final void assertLockstepEqualsOneWithoutKills(
      String shipped, String name, Map<String, String> own) throws Exception {
    Map<String, String> set = new HashMap<>(own);
    set.put("partitions", "1");
    int days = daysOrMore(16);
    TransactionLines lines =
        TransactionLines.simulated(SimulatorSettings.sized(4, START, days, 150, 2_000));
    assertLockstepEqualsOneWithoutKills(shipped, Named.settings(name, set), lines, days);
  }

  /** Enough for every kill to have one of its own. */
  static int daysOrMore(int least) {
    return Math.max(least, KILLS + 8);
  }

  /**
   * The service is killed in random stretches of a lockstep run, and in that in which a learner is
   * promoted; then another begins from nothing.
   *
   * @return what both must equal
   */
  final Reference assertLockstepEqualsOneWithoutKills(
      String shipped, Map<String, String> settings, TransactionLines lines, int days)
      throws Exception {
    Pipeline pipeline = PipelineFile.read(Path.of(shipped + ".yaml"), settings);
    Path events = lines.writeTo(directory.resolve("events.csv"));
    Reference expected = Reference.inLockstep(pipeline, events, STRETCH);
    Feeding feeding = new Feeding(broker, pipeline, false);
    AtomicLong stretches = new AtomicLong();
    try (TwoInstances service =
        new TwoInstances(instance -> start(shipped, instance, settings, Guarantee.EXACTLY_ONCE))) {
      Future<Replay.Summary> feed =
          background.submit(
              () ->
                  feeding.inLockstep(
                      events,
                      STRETCH,
                      (count, labels, clock, share) -> stretches.incrementAndGet()));
      for (long stretch : stretchesToKillIn(expected, days)) {
        awaitMomentAfter(stretch, stretches, feed);
        service.crash();
      }
      ServiceProcess one = service.survivors()[0];
      feed.get();
      ParityIT.assertEqual(expected, new Committed(broker.bootstrap(), pipeline));
      Implied.assertSurvivors(expected.digest(), one);
      if (!expected.promotions().isEmpty()) {
        try (ServiceProcess fresh = start(shipped, "fresh", settings, Guarantee.EXACTLY_ONCE)) {
          Implied.assertSurvivors(expected.digest(), fresh.awaitReady());
        }
      }
      System.err.printf(
          "%d kills in lockstep, %s, %d events, replica %s%n",
          KILLS, pipeline.name(), expected.scored().size(), one.replica());
      return expected;
    }
  }

  static Committed committed(Map<String, String> settings) {
    return new Committed(broker.bootstrap(), PipelineFile.read(Path.of(FRAUD + ".yaml"), settings));
  }

  private static String name(Guarantee guarantee) {
    return guarantee.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private ServiceProcess start(
      String shipped, String instance, Map<String, String> settings, Guarantee guarantee) {
    return ServiceProcess.startOf(
        shipped,
        broker,
        directory,
        instance,
        settings,
        "--guarantee",
        guarantee.name().toLowerCase(Locale.ROOT));
  }

  /**
   * One a kill, all different, none among the last two. Where learners are promoted, three of them
   * are one before the first promotion, that in which it comes, and one after it.
   */
  private long[] stretchesToKillIn(Reference expected, int days) {
    TreeSet<Long> chosen = new TreeSet<>();
    if (!expected.promotions().isEmpty()) {
      Instant promoted = Instant.ofEpochMilli(expected.promotions().get(0).knownAt());
      long at = ChronoUnit.DAYS.between(START, promoted.atOffset(ZoneOffset.UTC).toLocalDate());
      chosen.add(at);
      chosen.add(random.nextLong(1, at));
      chosen.add(random.nextLong(at + 1, days));
    }
    random
        .longs(1, days - 2)
        .filter(stretch -> !chosen.contains(stretch))
        .distinct()
        .limit(Math.max(0, KILLS - chosen.size()))
        .forEach(chosen::add);
    return chosen.stream().mapToLong(stretch -> stretch).toArray();
  }
}
