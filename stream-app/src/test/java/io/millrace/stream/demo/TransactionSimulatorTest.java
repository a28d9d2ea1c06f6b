package io.millrace.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The simulated transactions")
class TransactionSimulatorTest {
  private static final LocalDate START = LocalDate.of(2018, 4, 1);
  private static final int SEED = 20260101;
  private static final SimulatorSettings HANDBOOK = SimulatorSettings.handbook(SEED, START, 60);
  private static final List<Transaction> TWO_MONTHS =
      new TransactionSimulator(HANDBOOK).stream().toList();

  @Test
  void areTheSameForTheSameSeed() {
    assertThat(csv(7, 10)).isEqualTo(csv(7, 10)).isNotEqualTo(csv(8, 10));
  }

  @Test
  void areGoldenForTheGoldenSeed() {
    // Pinned when the design was first written: other lines are another simulator.
    assertThat(csv(SEED, 1).lines().limit(3))
        .containsExactly(
            "0,2018-04-01T00:14:38Z,15,238,22.98,0,0",
            "1,2018-04-01T00:22:10Z,18,288,148.00,0,0",
            "2,2018-04-01T00:40:50Z,38,232,99.69,0,0");
    assertThat(csv(SEED, 5).hashCode()).isEqualTo(182_971_051);
  }

  @Test
  void ofMoreDaysBeginWithThoseOfFewer() {
    assertThat(csv(7, 10)).startsWith(csv(7, 6));
  }

  @Test
  void areOtherwiseOnlyOnTheDaysThatAreDisturbed() {
    for (Disturbance.Kind kind : Disturbance.Kind.values()) {
      List<Transaction> disturbed = disturbed(false, new Disturbance(kind, 10, 20));
      List<Transaction> usual = disturbed(false);
      assertThat(days(disturbed, 0, 10)).isEqualTo(days(usual, 0, 10));
      assertThat(days(disturbed, 10, 20)).isNotEqualTo(days(usual, 10, 20));
      assertThat(days(disturbed, 20, 30)).isEqualTo(days(usual, 20, 30));
    }
  }

  @Test
  void ofLargeAmountsAreFewerWhereInputsDrift() {
    List<Transaction> disturbed = disturbed(false, Disturbance.parse("inputs=0"));
    double mean = disturbed.stream().mapToDouble(Transaction::amount).average().orElseThrow();
    double usual =
        disturbed(false).stream().mapToDouble(Transaction::amount).average().orElseThrow();
    assertThat(mean).isLessThan(0.75 * usual);
  }

  @Test
  void areAsOftenFraudWhereTheConceptDrifts() {
    List<Transaction> disturbed = disturbed(false, Disturbance.parse("concept=10-30"));
    assertThat(share(disturbed, t -> t.scenario() == 2)).isBetween(0.001, 0.01);
    assertThat(
            disturbed.stream().filter(t -> t.scenario() == 2).map(Transaction::terminal).distinct())
        .hasSizeGreaterThan(
            2
                * (int)
                    disturbed(false).stream()
                        .filter(t -> t.scenario() == 2)
                        .map(Transaction::terminal)
                        .distinct()
                        .count());
  }

  @Test
  void haveNoTruthToTellWhereLabelsStop() {
    List<Transaction> disturbed = disturbed(false, Disturbance.parse("labels=0"));
    assertThat(disturbed).noneMatch(Transaction::told);
    StringBuilder line = new StringBuilder();
    disturbed.get(0).appendCsv(line);
    assertThat(line.toString()).endsWith(",,0");
  }

  @Test
  void areFewerOnWeekendsWhereAskedFor() {
    Map<Boolean, Long> byWeekend =
        disturbed(true).stream()
            .collect(
                Collectors.partitioningBy(
                    t -> t.at().atZone(ZoneOffset.UTC).getDayOfWeek().getValue() > 5,
                    Collectors.counting()));
    // Of the 30 days 9 are on weekends.
    assertThat(byWeekend.get(true) / 9.0 / (byWeekend.get(false) / 21.0))
        .isCloseTo(0.6, within(0.05));
  }

  @Test
  void refuseADisturbanceThatIsNone() {
    assertThatThrownBy(() -> Disturbance.parse("inputs=9-3")).hasMessageContaining("9-3");
    assertThatThrownBy(() -> Disturbance.parse("tides=9")).hasMessageContaining("concept=60-75");
  }

  private static List<Transaction> disturbed(boolean weekends, Disturbance... disturbances) {
    SimulatorSettings settings =
        SimulatorSettings.sized(SEED, START, 30, 1_000, 2_000)
            .with(weekends, List.of(disturbances));
    return new TransactionSimulator(settings).stream().toList();
  }

  /** What happened on some days; ids shift with what happened before. */
  private static List<String> days(List<Transaction> all, int from, int to) {
    return all.stream()
        .filter(
            t -> !t.at().isBefore(START.plusDays(from).atStartOfDay().toInstant(ZoneOffset.UTC)))
        .filter(t -> t.at().isBefore(START.plusDays(to).atStartOfDay().toInstant(ZoneOffset.UTC)))
        .map(t -> t.toString().replaceFirst("id=\\d+", ""))
        .toList();
  }

  @Test
  void comeInTheOrderOfTimeWithIdsFromZero() {
    Instant last = START.atStartOfDay().toInstant(ZoneOffset.UTC);
    for (int i = 0; i < TWO_MONTHS.size(); i++) {
      Transaction transaction = TWO_MONTHS.get(i);
      if (transaction.id() != i || transaction.at().isBefore(last)) {
        fail("place " + i + " holds " + transaction + ", after " + last);
      }
      last = transaction.at();
    }
    assertThat(last).isBefore(START.plusDays(60).atStartOfDay().toInstant(ZoneOffset.UTC));
  }

  @Test
  void areAsManyAndAsOftenFraudAsPublished() {
    assertThat(TWO_MONTHS.size() / 60.0).isBetween(9_300.0, 9_900.0);
    assertThat(share(TWO_MONTHS, t -> t.fraud())).isBetween(0.005, 0.012);
  }

  @Test
  void haveTheSameRateOfFraudAtAnySize() {
    SimulatorSettings small = SimulatorSettings.sized(SEED, START, 120, 500, 1_000);
    List<Transaction> transactions = new TransactionSimulator(small).stream().toList();
    assertThat(transactions.size() / 120.0 / 500).isBetween(1.7, 2.1);
    assertThat(share(transactions, t -> t.fraud())).isBetween(0.005, 0.012);
  }

  @Test
  void happenAroundNoon() {
    double[] seconds = TWO_MONTHS.stream().mapToDouble(this::secondOfDay).toArray();
    double mean = mean(seconds);
    assertThat(mean).isCloseTo(43_200, within(200.0));
    // Normal(43200, 20000) cut at +-43200 has a deviation of 18,194.
    double variance =
        mean(TWO_MONTHS.stream().mapToDouble(t -> sq(secondOfDay(t) - mean)).toArray());
    assertThat(Math.sqrt(variance)).isCloseTo(18_194, within(100.0));
  }

  @Test
  void haveAMeanAmountOfTheCustomersMeans() {
    double[] amounts =
        TWO_MONTHS.stream().filter(t -> t.scenario() != 3).mapToDouble(t -> t.amount()).toArray();
    // Means are uniform in 5 to 100; replacing negative draws lifts a mean by 3.1 %.
    assertThat(mean(amounts)).isCloseTo(52.5 * 1.031, within(2.0));
    assertThat(TWO_MONTHS).allMatch(t -> t.amount() >= 0);
    assertThat(TWO_MONTHS).allMatch(t -> t.amount() == Math.round(t.amount() * 100) / 100.0);
  }

  @Test
  void happenNearHome() {
    Map<Integer, Long> terminals =
        TWO_MONTHS.stream()
            .filter(t -> t.customer() < 50)
            .collect(
                Collectors.groupingBy(
                    Transaction::customer,
                    Collectors.mapping(
                        Transaction::terminal,
                        Collectors.collectingAndThen(Collectors.toSet(), s -> (long) s.size()))));
    // 10,000 terminals on 100 x 100 are 78.5 within a radius of 5.
    assertThat(terminals.values()).allMatch(count -> count <= 120);
  }

  @Test
  void areFraudAbove220() {
    assertThat(TWO_MONTHS)
        .filteredOn(t -> t.amount() > 220)
        .isNotEmpty()
        .allMatch(Transaction::fraud);
    assertThat(TWO_MONTHS).filteredOn(t -> t.scenario() == 1).allMatch(t -> t.amount() > 220);
  }

  @Test
  void areFraudFor28DaysAtACompromisedTerminal() {
    List<BitSet> byDay = byDay(new Compromise(SEED, "compromised terminals", 10_000, 2, 28));
    for (Transaction transaction : TWO_MONTHS) {
      boolean compromised = byDay.get(day(transaction)).get(transaction.terminal());
      boolean stolen = transaction.scenario() == 3;
      if (!stolen && compromised != (transaction.scenario() == 2)) {
        fail("compromised terminal: " + compromised + ", yet " + transaction);
      }
    }
  }

  @Test
  void areFraudInAThirdFor14DaysOfACompromisedCustomer() {
    List<BitSet> byDay = byDay(new Compromise(SEED, "compromised customers", 5_000, 3, 14));
    Map<Boolean, Integer> ofCompromised = new HashMap<>();
    for (Transaction transaction : TWO_MONTHS) {
      boolean compromised = byDay.get(day(transaction)).get(transaction.customer());
      boolean stolen = transaction.scenario() == 3;
      if (stolen && !compromised) {
        fail("the customer is not compromised, yet " + transaction);
      }
      if (compromised) {
        ofCompromised.merge(stolen, 1, Integer::sum);
      }
    }
    double share =
        ofCompromised.get(true) / (double) (ofCompromised.get(true) + ofCompromised.get(false));
    assertThat(share).isCloseTo(1 / 3.0, within(0.03));
  }

  @Test
  void haveFiveTimesTheAmountWhereTheCustomerIsCompromised() {
    double stolen = mean(amountsOf(3));
    double genuine = mean(amountsOf(0));
    assertThat(stolen / genuine).isCloseTo(5, within(0.6));
    assertThat(TWO_MONTHS)
        .filteredOn(t -> t.scenario() == 3)
        .allMatch(t -> Math.round(t.amount() * 100) % 5 == 0);
  }

  @Test
  void areCompromisedFromTheirDayOnForTheirTime() {
    Compromise compromise = new Compromise(1, "compromised terminals", 10_000, 2, 28);
    BitSet first = compromise.startingOn(3);
    assertThat(first.cardinality()).isEqualTo(2);
    assertThat(compromise.on(2).intersects(first)).isFalse();
    assertThat(subset(first, compromise.on(3))).isTrue();
    assertThat(subset(first, compromise.on(30))).isTrue();
    assertThat(compromise.on(31).intersects(first)).isFalse();
    assertThat(compromise.on(100).cardinality()).isBetween(54, 56);
  }

  @Test
  void writeAsCsv() {
    StringBuilder line = new StringBuilder();
    new Transaction(4, Instant.parse("2018-04-01T00:00:31Z"), 596, 3156, 57.1, true, true, 2)
        .appendCsv(line);
    assertThat(line).hasToString("4,2018-04-01T00:00:31Z,596,3156,57.10,1,2");
  }

  @Test
  void endWithTheLastDay() {
    var transactions =
        new TransactionSimulator(SimulatorSettings.sized(1, START, 0, 10, 10)).iterator();
    assertThat(transactions.hasNext()).isFalse();
    assertThatThrownBy(transactions::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void refuseASizeThatIsNone() {
    assertThatThrownBy(() -> SimulatorSettings.sized(1, START, 1, 0, 10))
        .hasMessage("customers = 0, expected 1 or more; the handbook has 5000");
  }

  private static List<BitSet> byDay(Compromise compromise) {
    return IntStream.range(0, 60).mapToObj(compromise::on).toList();
  }

  private double[] amountsOf(int scenario) {
    return TWO_MONTHS.stream()
        .filter(t -> t.scenario() == scenario)
        .mapToDouble(Transaction::amount)
        .toArray();
  }

  private int secondOfDay(Transaction transaction) {
    return LocalTime.ofInstant(transaction.at(), ZoneOffset.UTC).toSecondOfDay();
  }

  private static int day(Transaction transaction) {
    return (int)
        Duration.between(START.atStartOfDay().toInstant(ZoneOffset.UTC), transaction.at()).toDays();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double sq(double value) {
    return value * value;
  }

  private static double share(List<Transaction> transactions, Predicate<Transaction> which) {
    return transactions.stream().filter(which).count() / (double) transactions.size();
  }

  private static boolean subset(BitSet part, BitSet whole) {
    BitSet left = (BitSet) part.clone();
    left.andNot(whole);
    return left.isEmpty();
  }

  private static String csv(long seed, int days) {
    StringBuilder out = new StringBuilder();
    for (Transaction transaction :
        new TransactionSimulator(SimulatorSettings.sized(seed, START, days, 200, 1_000))) {
      transaction.appendCsv(out);
      out.append('\n');
    }
    return out.toString();
  }
}
