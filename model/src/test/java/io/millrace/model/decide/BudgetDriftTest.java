package io.millrace.model.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.drift.Episode;
import io.millrace.model.drift.Quantiles;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Alerts against their budget")
class BudgetDriftTest {
  private static final long DAY = 86_400_000;
  private static final int EVENTS = 1_000;

  private final List<Episode> told = new ArrayList<>();
  private BudgetDrift drift = new BudgetDrift(budget(100), 1_000_000, 0, 0);
  private double share = 1;
  private long day;

  private static DecisionConfig budget(long alerts) {
    return new DecisionConfig(alerts, "who", ZoneOffset.UTC, 0.5);
  }

  @Test
  void areNotToldAsLongAsDaysAreWithinTheBounds() {
    for (int alerts : new int[] {100, 190, 60, 120, 199, 51}) day(alerts);
    assertThat(told).isEmpty();
    assertThat(drift.used()).isCloseTo(1.99, within(1e-9));
  }

  @Test
  void ofTooManyAreToldWithTheWindowThatHasThemAndEndWithADayAsBudgeted() {
    day(100);
    day(100);
    add(EVENTS, 201, true);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).kind()).isEqualTo(Episode.ALERTS);
    assertThat(told.get(0).size()).isCloseTo(1.005, within(1e-9));
    assertThat(told.get(0).cause()).isEqualTo("201 alerts in a day, the budget allows 100.0");
    day++;
    day(100);
    assertThat(told).as("its day may still have more").hasSize(1);
    day(100);
    assertThat(told).hasSize(2);
    assertThat(told.get(1).cause()).startsWith("as budgeted again: 100 alerts");
  }

  @Test
  void ofTooFewAreToldWhenTheDayIsOver() {
    day(100);
    day(100);
    day(30);
    assertThat(told).isEmpty();
    day(100);
    assertThat(told).extracting(Episode::isOpen).containsExactly(true);
    day(100);
    assertThat(told).extracting(Episode::isOpen).containsExactly(true, false);
  }

  @Test
  void areNotTooFewOnDaysOfAWeekThatHasAQuietEnd() {
    drift = new BudgetDrift(budget(100), 1_000_000, 7 * DAY, 0);
    for (int i = 0; i < 28; i++) day(i % 7 < 5 ? 90 : 20);
    assertThat(told).isEmpty();
    for (int i = 0; i < 7; i++) day(20);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).cause()).endsWith("alerts in 7 days, the budget allows 700.0");
  }

  @Test
  void areNotTooFewOfAYoungModelButMayBeTooMany() {
    drift = new BudgetDrift(budget(100), 1_000_000, 0, 20 * DAY);
    for (int i = 0; i < 20; i++) day(10);
    assertThat(told).isEmpty();
    day(10);
    day(250);
    assertThat(told)
        .extracting(Episode::cause)
        .containsExactly("250 alerts in a day, the budget allows 100.0");
    day(100);
    day(100);
    for (int i = 0; i < 3; i++) day(10);
    assertThat(told).hasSize(3);
  }

  @Test
  void areNotTooFewWhereNothingCame() {
    day(100);
    day(100);
    day += 20;
    day(100);
    day(100);
    assertThat(told).isEmpty();
  }

  @Test
  void countAnEntityOnceADayAndEventsOfNoneEachForItself() {
    day(100);
    day(100);
    for (int i = 0; i < 5; i++) add(EVENTS, 100, true);
    assertThat(told).isEmpty();
    long[] none = new long[250];
    drift
        .add(new BudgetDrift.Window(times(EVENTS), times(250), none, true), 1, 7)
        .forEach(told::add);
    assertThat(told).hasSize(1);
  }

  @Test
  void doNotCountUnderAThresholdThatIsNotLearnt() {
    for (int i = 0; i < 5; i++) {
      add(EVENTS, 900, false);
      day++;
    }
    day(100);
    day(100);
    day(100);
    assertThat(told).isEmpty();
  }

  @Test
  void areComparedWithThePartOfTheBudgetThatIsThisInstances() {
    share = 0.25;
    day(25);
    day(25);
    day(60);
    assertThat(told)
        .extracting(Episode::cause)
        .containsExactly("60 alerts in a day, the budget allows 25.0");
  }

  @Test
  void ofADayThatMovedBetweenInstancesMayBeAnythingBetween() {
    day(100);
    share = 0.5;
    add(EVENTS, 60, true);
    share = 1;
    day(60);
    day(100);
    assertThat(told).isEmpty();
  }

  @Test
  void areNoOtherForAFewStaleEvents() {
    day(100);
    day(100);
    long[] times = times(EVENTS);
    for (int i = 0; i < 5; i++) times[i] = i * DAY;
    for (int i = 1; i < 5; i++) times[EVENTS - i] = (day + 400) * DAY;
    drift
        .add(new BudgetDrift.Window(times, times(100), entities(100), true), 1, 7)
        .forEach(told::add);
    day++;
    day(100);
    day(100);
    assertThat(told).isEmpty();
  }

  @Test
  void mayGoThroughDaysThatAWindowHoldsSeveralOf() {
    for (int i = 0; i < 5; i++) {
      long[] times =
          LongStream.range(0, EVENTS).map(at -> day * DAY + 3 * DAY * at / EVENTS).toArray();
      long[] alerts = LongStream.range(0, 300).map(at -> day * DAY + 3 * DAY * at / 300).toArray();
      drift
          .add(new BudgetDrift.Window(times, alerts, entities(300), true), 1, 7)
          .forEach(told::add);
      day += 3;
    }
    assertThat(told).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void exceedTheirBoundsByChanceAsRarelyAsTheySay(long seed) {
    // So small that not twice the budget is the bound, but chance.
    drift = new BudgetDrift(budget(2), 100_000, 0, 0);
    Random random = new Random(seed);
    int days = 20_000;
    for (int i = 0; i < days; i++) day(poisson(random, 2));
    double expected = (double) days * EVENTS / 100_000;
    assertThat(told.stream().filter(Episode::isOpen).count())
        .isLessThanOrEqualTo((long) (expected + 3 * Math.sqrt(expected)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 2, 7, 30, 100, 700})
  void haveTheBoundsOfPoissonsDistributionSummedUp(double mean) {
    for (double probability : new double[] {0.01, 0.001, 1e-5}) {
      double term = Math.exp(-mean);
      double upTo = 0;
      long below = -1;
      long count = 0;
      for (; 1 - upTo - term > probability; count++) {
        upTo += term;
        if (upTo <= probability) below = count;
        term *= mean / (count + 1);
      }
      assertThat(Quantiles.poissonAbove(mean, probability)).isBetween(count - 1, count + 1);
      assertThat(Quantiles.poissonBelow(mean, probability)).isBetween(below - 1, below + 1);
    }
  }

  private static int poisson(Random random, double mean) {
    int count = 0;
    for (double product = random.nextDouble(); product > Math.exp(-mean); count++) {
      product *= random.nextDouble();
    }
    return count;
  }

  private void day(int alerts) {
    add(EVENTS, alerts, true);
    day++;
  }

  private void add(int events, int alerts, boolean learnt) {
    told.addAll(
        drift.add(
            new BudgetDrift.Window(times(events), times(alerts), entities(alerts), learnt),
            share,
            7));
  }

  /** Evenly over the day. */
  private long[] times(int events) {
    return LongStream.range(0, events).map(at -> day * DAY + DAY * at / events).toArray();
  }

  private static long[] entities(int alerts) {
    return LongStream.rangeClosed(1, alerts).toArray();
  }
}
