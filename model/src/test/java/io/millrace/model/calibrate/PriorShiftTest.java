package io.millrace.model.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.champion.Promotion;
import io.millrace.model.champion.Serving;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Probabilities that follow the base rate")
class PriorShiftTest {
  /** Positives are drawn around +1, negatives around -1: what a score means is known exactly. */
  private static double posterior(double x, double rate) {
    double odds = Math.exp(2 * x) * rate / (1 - rate);
    return odds / (1 + odds);
  }

  private static double draw(Random random, boolean positive) {
    return random.nextGaussian() + (positive ? 1 : -1);
  }

  /** Saerens, Latinne and Decaestecker's equation 2.4, both rates known. */
  private static double saerens(double p, double before, double now) {
    double positive = now / before * p;
    return positive / (positive + (1 - now) / (1 - before) * (1 - p));
  }

  @ParameterizedTest
  @CsvSource({"0.01, 0.04", "0.05, 0.01", "0.2, 0.5"})
  void areThoseOfBayesRuleWhenTheRateChanges(double before, double now) {
    PlattCalibrator platt = new PlattCalibrator();
    PriorShift shift = new PriorShift(5_000);
    Random random = new Random(1);
    double toldOff = 0;
    double shiftedOff = 0;
    int measured = 0;
    for (int i = 0; i < 400_000; i++) {
      boolean changed = i >= 380_000;
      boolean positive = random.nextDouble() < (changed ? now : before);
      // A model that learnt under the rate of before, and learns no more.
      double x = draw(random, positive);
      double raw = posterior(x, before);
      if (i >= 395_000) {
        double truth = posterior(x, now);
        double told = platt.probability(raw);
        double shifted = shift.probability(told);
        assertThat(saerens(raw, before, now)).isCloseTo(truth, within(1e-9));
        toldOff += Math.abs(told - truth);
        shiftedOff += Math.abs(shifted - truth);
        measured++;
      }
      platt.learn(raw, positive, 1);
      shift.learn(positive, 1);
    }
    assertThat(shiftedOff / measured).isLessThan(toldOff / measured / 3);
    assertThat(shiftedOff / measured).isLessThan(0.3 * now);
  }

  @Test
  void areMovedByExactlyTheFormulaOfTheCounts() {
    PriorShift shift = new PriorShift(1_000);
    Random random = new Random(2);
    double positives = 0;
    double all = 0;
    double recentPositives = 0;
    double recent = 0;
    for (int i = 0; i < 20_000; i++) {
      boolean positive = random.nextInt(i < 15_000 ? 50 : 20) == 0;
      float weight = positive ? 1 : 10;
      shift.learn(positive, weight);
      positives = positives * (1 - 1e-5) + (positive ? weight : 0);
      all = all * (1 - 1e-5) + weight;
      recentPositives = recentPositives * (1 - 1e-3) + (positive ? weight : 0);
      recent = recent * (1 - 1e-3) + weight;
    }
    double before = (positives / all * recent + 10) / (recent + 20);
    double now = (recentPositives + 10) / (recent + 20);
    assertThat(now).isGreaterThan(1.2 * before);
    for (double p : new double[] {0, 1e-6, 0.1, 0.5, 0.99, 1}) {
      assertThat(shift.probability(p)).isCloseTo(saerens(p, before, now), within(1e-12));
    }
  }

  @Test
  void stayAsTheyAreWhileTheRateDoes() {
    PriorShift shift = new PriorShift(5_000);
    assertThat(shift.odds()).isEqualTo(1);
    Random random = new Random(3);
    for (int i = 0; i < 200_000; i++) {
      shift.learn(random.nextInt(100) == 0, 1);
      assertThat(shift.odds()).isBetween(0.5, 2.0);
    }
  }

  /** The calibrator has learnt the new rate by then: the shift would count it twice. */
  @Test
  void comeBackWhenTheCalibratorHasLearntTheNewRate() {
    PriorShift shift = new PriorShift(1_000);
    for (int i = 0; i < 100_000; i++) shift.learn(i % 100 == 0, 1);
    for (int i = 0; i < 3_000; i++) shift.learn(i % 20 == 0, 1);
    assertThat(shift.odds()).isGreaterThan(2);
    for (int i = 0; i < 500_000; i++) shift.learn(i % 20 == 0, 1);
    assertThat(shift.odds()).isCloseTo(1, within(0.05));
  }

  @Test
  void goOnBitForBitWhereTheyWereWritten() {
    PriorShift shift = new PriorShift(1_000);
    for (int i = 0; i < 5_000; i++) shift.learn(i % 7 == 0, 1);
    StateWriter out = new StateWriter();
    shift.write(out);
    PriorShift restored = new PriorShift(1_000);
    restored.read(new StateReader(out.toBytes()));
    shift.learn(true, 2);
    restored.learn(true, 2);
    assertThat(restored.odds()).isEqualTo(shift.odds());
  }

  @Test
  void needACalibratorWhoseRateIsKnown() {
    assertThatThrownBy(() -> new Serving(Calibration.NONE, 5_000, Promotion.DEFAULT))
        .hasMessageContaining("prior.follow = 5000 with calibrate = none, expected platt");
    assertThatThrownBy(() -> new Serving(Calibration.PLATT, 99, Promotion.DEFAULT))
        .hasMessageContaining("prior.follow = 99, expected 100 to 50000 examples");
  }
}
