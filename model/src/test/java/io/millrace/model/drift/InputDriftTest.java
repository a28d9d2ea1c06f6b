package io.millrace.model.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Drift of inputs")
class InputDriftTest {
  private static final int WINDOW = 1_000;
  private static final long DAY = 86_400_000;

  private final Random random = new Random(7);
  private final List<Episode> told = new ArrayList<>();
  private long time;
  private int seen;

  private final InputDrift drift =
      new InputDrift(
          List.of(
              new InputDrift.Watched("amount", false, 0),
              new InputDrift.Watched("country", true, 0),
              new InputDrift.Watched("count 7d", false, 7 * DAY),
              new InputDrift.Watched("score", false, 0)),
          WINDOW,
          1_000_000,
          0);

  @Test
  void isNotSeenWhereThereIsNone() {
    windows(200, 0, 0, 0);
    assertThat(told).isEmpty();
    assertThat(drift.states()).allMatch(state -> !state.drifts());
  }

  @Test
  void isToldOnceWithTheFeatureAndAgainWhenItIsOver() {
    windows(20, 0, 0, 0);
    windows(5, 1, 0, 0);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).kind()).isEqualTo(Episode.INPUT);
    assertThat(told.get(0).subject()).isEqualTo("amount");
    assertThat(told.get(0).isOpen()).isTrue();
    assertThat(told.get(0).size()).isGreaterThan(1);
    windows(3, 0, 0, 0);
    assertThat(told).hasSize(2);
    assertThat(told.get(1).started()).isEqualTo(told.get(0).started());
    assertThat(told.get(1).ended()).isGreaterThan(told.get(1).started());
    assertThat(told.get(1).cause()).startsWith("as before: psi");
  }

  @Test
  void thatStaysBecomesTheReference() {
    windows(20, 0, 0, 0);
    windows(40, 1, 0, 0);
    assertThat(told).hasSize(2);
    assertThat(told.get(1).cause()).startsWith("adopted as the new reference");
  }

  @Test
  void isNotWhatGrowsAsEvenlyAsBefore() {
    for (int i = 0; i < 100; i++) windows(1, 0.05 * i, 0, 0);
    assertThat(told).isEmpty();
    windows(3, 0.05 * 100 + 1.5, 0, 0);
    assertThat(told).extracting(Episode::subject).containsExactly("amount");
  }

  @Test
  void isNotLookedForInAHandfulOfValues() {
    windows(20, 0, 0.995, 0);
    windows(5, 1, 0.995, 0);
    assertThat(told).isEmpty();
  }

  @Test
  void isNoCycleThatIsNotLongerThanTheReference() {
    assertThat(cycles(7 * DAY)).isZero();
    assertThat(cycles(0)).isPositive();
  }

  /** Episodes of a feature that is otherwise on two days of seven: four weeks. */
  private int cycles(long span) {
    InputDrift weekly =
        new InputDrift(
            List.of(
                new InputDrift.Watched("amount", false, 0),
                new InputDrift.Watched("score", false, 0)),
            WINDOW,
            1e6,
            span);
    int episodes = 0;
    for (int window = 0; window < 28 * 12; window++) {
      float[] rows = new float[2 * WINDOW];
      int at = window % 84 < 24 ? 2 : 0;
      for (int i = 0; i < rows.length; i += 2) rows[i] = (float) (at + random.nextGaussian());
      List<Episode> heard = weekly.add(rows, window * DAY / 12, window);
      episodes += (int) heard.stream().filter(Episode::isOpen).count();
    }
    return episodes;
  }

  @Test
  void isSeenInMissingValuesAndInUnseenCategories() {
    windows(20, 0, 0, 0);
    windows(3, 0, 0.2, 0);
    assertThat(told).extracting(Episode::subject).containsExactly("amount");
    told.clear();
    windows(3, 0, 0, 0);
    windows(3, 0, 0, 0.1);
    assertThat(told).extracting(Episode::subject).containsExactly("amount", "country");
    assertThat(told.get(1).cause()).contains("unseen 0.");
  }

  @Test
  void ofAHistoryIsNotLookedForBeforeItIsFull() {
    windows(20, 0, 0, 0);
    assertThat(drift.states().get(2).comparison().psi()).isNaN();
    assertThat(drift.states().get(0).comparison().psi()).isLessThan(0.1);
  }

  @Test
  void ofTheScoreIsAKindOfItsOwn() {
    windows(20, 0, 0, 0);
    float[] rows = rows(0, 0, 0);
    for (int row = 0; row < WINDOW; row++) rows[row * 4 + 3] *= 3;
    for (int i = 0; i < 3; i++) told.addAll(drift.add(rows, time, ++seen));
    assertThat(told).isEmpty();
    told.addAll(drift.add(rows, time, ++seen));
    assertThat(told).extracting(Episode::kind).containsExactly(Episode.SCORE);
  }

  @Test
  void isMeasuredByTheIndexAndTheDistance() {
    long[] reference = {100, 200, 300, 400};
    assertThat(Psi.of(reference, reference)).isZero();
    assertThat(KolmogorovSmirnov.of(reference, reference)).isZero();
    long[] present = {400, 300, 200, 100};
    assertThat(KolmogorovSmirnov.of(reference, present)).isCloseTo(0.4, within(1e-12));
    double exact = 2 * (0.3 * Math.log(4) + 0.1 * Math.log(1.5));
    assertThat(Psi.of(reference, present)).isCloseTo(exact, within(0.01));
  }

  @Test
  void exceedsItsThresholdsByChanceAsOftenAsTheySay() {
    int psi = 0;
    int ks = 0;
    for (int round = 0; round < 2_000; round++) {
      long[] one = new long[10];
      long[] other = new long[10];
      for (int i = 0; i < 1_000; i++) {
        one[random.nextInt(10)]++;
        if (i % 2 == 0) other[random.nextInt(10)]++;
      }
      if (Psi.of(one, other) > Psi.threshold(10, 1_000, 500, 0.05)) psi++;
      if (KolmogorovSmirnov.of(one, other) > KolmogorovSmirnov.threshold(1_000, 500, 0.05)) ks++;
    }
    assertThat(psi / 2_000.0).isCloseTo(0.05, within(0.02));
    assertThat(ks / 2_000.0).isLessThan(0.06);
  }

  @Test
  void quantilesAreThoseOfTables() {
    assertThat(Quantiles.normal(0.975)).isCloseTo(1.960, within(0.001));
    assertThat(Quantiles.normal(0.001)).isCloseTo(-3.090, within(0.001));
    assertThat(Quantiles.chiSquared(9, 0.95)).isCloseTo(16.92, within(0.05));
    assertThat(Quantiles.chiSquared(19, 0.999)).isCloseTo(43.82, within(0.2));
  }

  private void windows(int count, double shift, double missing, double unseen) {
    for (int i = 0; i < count; i++) {
      told.addAll(drift.add(rows(shift, missing, unseen), time, ++seen));
      time += DAY / 10;
    }
  }

  private float[] rows(double shift, double missing, double unseen) {
    float[] rows = new float[4 * WINDOW];
    for (int row = 0; row < WINDOW; row++) {
      rows[row * 4] =
          random.nextDouble() < missing ? Float.NaN : (float) (shift + random.nextGaussian());
      rows[row * 4 + 1] = random.nextDouble() < unseen ? 77 : random.nextInt(30);
      rows[row * 4 + 2] = seen;
      rows[row * 4 + 3] = random.nextFloat() / 3;
    }
    return rows;
  }
}
