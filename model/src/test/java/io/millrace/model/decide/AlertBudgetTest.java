package io.millrace.model.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.millrace.model.learner.Sigmoid;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The alert budget")
class AlertBudgetTest {
  private static final long DAY = 86_400_000;
  private static final long FIRST_DAY = 17_622; // 2018-04-01
  private static final Duration WEEK = Duration.ofDays(7);

  private AlertBudget budget = budget(50, ZoneOffset.UTC);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aSteadyStreamGetsAsManyAlertsADayAsTheBudget(long seed) {
    List<Scored> stream = stream(seed, 60);
    assertThat(alertsADay(stream, stream, 20)).isCloseTo(50, withinPercentage(15));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void positivesKnownAtOnceDoNotLowerTheThreshold(long seed) {
    List<Scored> stream = stream(seed, 60);
    assertThat(alertsADay(stream, knownEarly(stream), 20)).isCloseTo(50, withinPercentage(15));
  }

  @Test
  void withoutAnEntityEveryEventCounts() {
    List<Scored> stream =
        stream(4, 60).stream().map(s -> new Scored(s.time, s.score, 0, s.positive)).toList();
    assertThat(alertsADay(stream, stream, 20)).isCloseTo(50, withinPercentage(15));
  }

  @Test
  void entitiesBeyondTheTrackedGetTheBudgetToo() {
    budget = budget(300, ZoneOffset.UTC);
    List<Scored> stream = stream(5, 30, 40_000, 30_000);
    assertThat(alertsADay(stream, stream, 12)).isCloseTo(300, withinPercentage(15));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void equalsTheNaiveTwin(long seed) {
    List<Scored> stream = stream(seed, 25);
    stream.forEach(this::learn);
    // The last 256 examples or more of the newest day: its threshold is up to date.
    assertThat(budget.threshold()).isCloseTo(naiveThreshold(stream, 50), within(1e-12));
  }

  @Test
  void theInitialThresholdHoldsUntilAWholeDayIsKnown() {
    List<Scored> stream = stream(6, 12);
    for (Scored scored : stream) {
      learn(scored);
      if (scored.day() <= FIRST_DAY + 7) {
        assertThat(budget.threshold()).isEqualTo(0.5);
      }
    }
    assertThat(budget.threshold()).isNotEqualTo(0.5);
  }

  @Test
  void theThresholdMovesAtMostEvery256Examples() {
    int since = 256;
    double threshold = budget.threshold();
    for (Scored scored : stream(7, 40, 100, 40)) {
      learn(scored);
      since++;
      if (budget.threshold() != threshold) {
        assertThat(since).isGreaterThanOrEqualTo(256);
        threshold = budget.threshold();
        since = 0;
      }
    }
  }

  @Test
  void scoresThatRiseAreFollowed() {
    List<Scored> stream = stream(8, 120);
    List<Scored> risen = new ArrayList<>();
    for (Scored scored : stream) {
      boolean late = scored.day() >= FIRST_DAY + 50;
      double score = late ? Math.sqrt(scored.score) : scored.score;
      risen.add(new Scored(scored.time, score, scored.entity, scored.positive));
    }
    assertThat(alertsADay(risen, risen, 100)).isCloseTo(50, withinPercentage(15));
  }

  @Test
  void anEventOfAnotherAgeChangesNothing() {
    List<Scored> stream = stream(9, 15);
    AlertBudget clean = budget(50, ZoneOffset.UTC);
    for (Scored scored : stream) {
      learn(scored);
      clean.learnt(scored.score, scored.time, scored.entity, 1);
      budget.learnt(0.9, 47_500 * DAY, 1, 1); // the year 2100
      budget.learnt(0.9, 0, 1, 1);
    }
    assertThat(budget.threshold()).isEqualTo(clean.threshold()).isNotEqualTo(0.5);
  }

  @Test
  void aStreamThatGoesOnAfterALongPauseIsFollowed() {
    stream(10, 30).forEach(this::learn);
    List<Scored> later =
        stream(11, 60).stream()
            .map(s -> new Scored(s.time + 300 * DAY, Math.sqrt(s.score), s.entity, s.positive))
            .toList();
    assertThat(alertsADay(later, later, 330 + 20)).isCloseTo(50, withinPercentage(15));
  }

  @Test
  void aBudgetAboveAllThatComesAlertsOnEverything() {
    budget = budget(1_000_000, ZoneOffset.UTC);
    stream(12, 20).forEach(this::learn);
    assertThat(budget.threshold()).isLessThan(1.2e-7);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 5_000, 40_000})
  void aRestoredBudgetGoesOnBitForBit(int learnt) {
    List<Scored> stream = knownEarly(stream(13, 25));
    stream.subList(0, learnt).forEach(this::learn);
    AlertBudget restored = budget(50, ZoneOffset.UTC);
    restored.read(new StateReader(bytes(budget)));
    assertThat(bytes(restored)).isEqualTo(bytes(budget));
    for (Scored scored : stream.subList(learnt, stream.size())) {
      learn(scored);
      restored.learnt(scored.score, scored.time, scored.entity, 1);
      assertThat(restored.threshold()).isEqualTo(budget.threshold());
    }
    assertThat(bytes(restored)).isEqualTo(bytes(budget));
  }

  @Test
  void stateIsBoundedHoweverManyEntitiesCome() {
    Random random = new Random(14);
    for (int i = 0; i < 1_000_000; i++) {
      budget.learnt(random.nextDouble(), FIRST_DAY * DAY + i * 800L, i + 1, 1);
    }
    assertThat(bytes(budget).length).isLessThan(1_200_000);
  }

  @Test
  void daysBeginAtMidnightOfTheZone() {
    budget = budget(1, ZoneId.of("Asia/Tokyo"));
    AlertBudget utc = budget(1, ZoneOffset.UTC);
    List<Scored> stream = stream(15, 20);
    for (Scored scored : stream) {
      learn(new Scored(scored.time - 9 * 3_600_000, scored.score, scored.entity, false));
      utc.learnt(scored.score, scored.time, scored.entity, 1);
    }
    assertThat(budget.threshold()).isEqualTo(utc.threshold());
  }

  @Test
  void aStateOfAnotherHorizonIsRefused() {
    byte[] state = bytes(budget);
    AlertBudget month =
        new AlertBudget(
            new DecisionConfig(50, "account", ZoneOffset.UTC, 0.5), Duration.ofDays(30), WEEK);
    assertThatThrownBy(() -> month.read(new StateReader(state)))
        .hasMessageContaining("over 8 days, expected 31: labels.after may not change");
  }

  @Test
  void aFixedThresholdStaysWhereItIs() {
    AlertThreshold fixed = AlertThreshold.of(DecisionConfig.threshold(0.8), WEEK);
    stream(16, 20).forEach(s -> fixed.learnt(s.score, s.time, s.entity, 1));
    assertThat(fixed.threshold()).isEqualTo(0.8);
    StateWriter out = new StateWriter();
    fixed.write(out);
    assertThat(out.size()).isZero();
  }

  /** Distinct entities a day at or above the threshold of the time, labels a week late. */
  private double alertsADay(List<Scored> stream, List<Scored> log, long fromDay) {
    Set<List<Long>> alerts = new HashSet<>();
    int next = 0;
    long lone = 0;
    for (Scored scored : stream) {
      while (next < log.size() && knownAt(log.get(next), stream != log) <= scored.time) {
        learn(log.get(next++));
      }
      if (scored.day() >= FIRST_DAY + fromDay && scored.score >= budget.threshold()) {
        if (scored.entity == 0) {
          lone++;
        } else {
          alerts.add(List.of(scored.day(), scored.entity));
        }
      }
    }
    long days = stream.get(stream.size() - 1).day() + 1 - FIRST_DAY - fromDay;
    return (alerts.size() + lone) / (double) days;
  }

  private static List<Scored> knownEarly(List<Scored> stream) {
    return stream.stream().sorted(Comparator.comparingLong(s -> knownAt(s, true))).toList();
  }

  private static long knownAt(Scored scored, boolean positivesEarly) {
    return scored.time + (positivesEarly && scored.positive ? DAY / 12 : 7 * DAY);
  }

  /** Every day's maxima by sorting, days that are over, faded by half a week. */
  private static double naiveThreshold(List<Scored> stream, double alertsADay) {
    long newest = stream.get(stream.size() - 1).day();
    Map<Long, Map<Long, Double>> maxima = new HashMap<>();
    for (Scored scored : stream) {
      if (scored.day() < newest) {
        maxima
            .computeIfAbsent(scored.day(), day -> new HashMap<>())
            .merge(scored.entity, scored.score, Math::max);
      }
    }
    double days = 0;
    for (long day : maxima.keySet()) {
      days += Math.pow(2, (day - newest) / 7.0);
    }
    double threshold = 0;
    for (int edge = 2_048; edge >= 0; edge--) {
      double candidate = Sigmoid.of(edge / 64.0 - 16);
      double expected = 0;
      for (Map.Entry<Long, Map<Long, Double>> day : maxima.entrySet()) {
        long above = day.getValue().values().stream().filter(s -> s >= candidate).count();
        expected += above * Math.pow(2, (day.getKey() - newest) / 7.0);
      }
      if (expected / days > alertsADay) {
        return threshold;
      }
      threshold = candidate;
    }
    return threshold;
  }

  private static List<Scored> stream(long seed, int days) {
    return stream(seed, days, 2_000, 1_000);
  }

  private static List<Scored> stream(long seed, int days, int eventsADay, int entities) {
    Random random = new Random(seed);
    List<Scored> stream = new ArrayList<>();
    for (int i = 0; i < days * eventsADay; i++) {
      boolean positive = random.nextInt(100) == 0;
      double logit = random.nextGaussian() * 1.5 - 4 + (positive ? 3 : 0);
      long time = FIRST_DAY * DAY + (long) ((i + random.nextDouble()) * DAY / eventsADay);
      stream.add(new Scored(time, Sigmoid.of(logit), 1 + random.nextInt(entities), positive));
    }
    return stream;
  }

  private void learn(Scored scored) {
    budget.learnt(scored.score, scored.time, scored.entity, 1);
  }

  private static AlertBudget budget(long alertsADay, ZoneId zone) {
    return new AlertBudget(new DecisionConfig(alertsADay, "account", zone, 0.5), WEEK, WEEK);
  }

  private static byte[] bytes(AlertBudget budget) {
    StateWriter out = new StateWriter();
    budget.write(out);
    return out.toBytes();
  }

  private record Scored(long time, double score, long entity, boolean positive) {
    long day() {
      return Math.floorDiv(time, DAY);
    }
  }
}
