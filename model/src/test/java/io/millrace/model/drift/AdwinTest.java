package io.millrace.model.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("ADWIN")
class AdwinTest {
  @Test
  void alarmsWhereRiverDoes() {
    assertThat(PublishedStream.VALUES.alarms(new Adwin())).containsExactly(1023);
  }

  @ParameterizedTest
  @CsvSource({"1, 0.002, 32", "2, 0.05, 8", "3, 0.3, 1", "4, 0.01, 5"})
  void dropsWhatTheNaiveTwinDropsAndHoldsItsMeanAndVariance(long seed, double delta, int clock) {
    Adwin adwin = new Adwin(delta, clock);
    NaiveAdwin twin = new NaiveAdwin(delta, clock);
    Random random = new Random(seed);
    int alarms = 0;
    for (int i = 0; i < 1_500; i++) {
      double value = random.nextDouble() < (i / 300 % 2 == 0 ? 0.1 : 0.6) ? 1 : random.nextDouble();
      boolean alarm = adwin.add(value);
      assertThat(alarm).as("alarm at %d", i).isEqualTo(twin.add(value));
      if (alarm) alarms++;
      if (i % 50 == 0 || alarm) {
        List<Double> window = twin.window();
        assertThat(adwin.width()).isEqualTo(window.size());
        assertThat(adwin.mean()).isCloseTo(NaiveAdwin.mean(window), within(1e-12));
        assertThat(adwin.variance()).isCloseTo(NaiveAdwin.variance(window), within(1e-9));
      }
    }
    assertThat(alarms).isGreaterThan(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void seesAMeanThatRisesOrFallsAndSaysByHowMuch(long seed) {
    Adwin adwin = new Adwin();
    Random random = new Random(seed);
    feed(adwin, random, 0.2, 5_000);
    assertThat(feed(adwin, random, 0.5, 500)).isBetween(1, 320);
    assertThat(adwin.change()).isCloseTo(0.3, within(0.15));
    feed(adwin, random, 0.5, 5_000);
    assertThat(adwin.mean()).isCloseTo(0.5, within(0.05));
    assertThat(feed(adwin, random, 0.3, 700)).isBetween(1, 600);
    assertThat(adwin.change()).isNegative();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void falseAlarmsAreFurtherApartThanTheRunLength(long seed) {
    Adwin adwin = Adwin.withRunLength(20_000);
    Random random = new Random(seed);
    int alarms = 0;
    for (int i = 0; i < 200_000; i++) {
      if (adwin.add(random.nextDouble() < 0.1 ? 1 : 0)) alarms++;
    }
    assertThat(alarms).isLessThanOrEqualTo(10);
    assertThat(adwin.width()).isGreaterThan(1_000);
  }

  @Test
  void aRestoredOneGoesOnBitForBit() {
    Random random = new Random(5);
    Adwin adwin = new Adwin(0.05, 7);
    for (int i = 0; i < 3_000; i++) {
      adwin.add(random.nextDouble() * (i / 1_000 + 1));
      if (i % 500 == 3) {
        byte[] bytes = Bytes.of(adwin);
        Adwin restored = Bytes.restored(new Adwin(0.05, 7), bytes);
        assertThat(Bytes.of(restored)).isEqualTo(bytes);
        adwin = restored;
      }
    }
    Random again = new Random(5);
    Adwin undisturbed = new Adwin(0.05, 7);
    for (int i = 0; i < 3_000; i++) {
      undisturbed.add(again.nextDouble() * (i / 1_000 + 1));
    }
    assertThat(Bytes.of(adwin)).isEqualTo(Bytes.of(undisturbed));
  }

  @Test
  void aResetOneIsAsNew() {
    Adwin adwin = new Adwin();
    feed(adwin, new Random(1), 0.5, 1_000);
    adwin.reset();
    assertThat(Bytes.of(adwin)).isEqualTo(Bytes.of(new Adwin()));
  }

  @Test
  void equalValuesNeverAlarm() {
    Adwin adwin = new Adwin(0.5, 1);
    for (int i = 0; i < 2_000; i++) {
      assertThat(adwin.add(0.1)).isFalse();
    }
    assertThat(adwin.width()).isEqualTo(2_000);
  }

  @Test
  void refusesWhatItCannotWorkWith() {
    assertThatThrownBy(() -> new Adwin(Double.NaN))
        .hasMessage("delta = NaN, expected a number between 0 and 1; start at 0.002");
    assertThatThrownBy(() -> new Adwin(0.1, 0))
        .hasMessage("clock = 0, expected at least 1 value; start at 32");
    assertThatThrownBy(() -> new Adwin().add(Double.NaN))
        .hasMessage("value = NaN, expected a finite number");
  }

  /** Index of the first alarm, counted from 1; 0 for none. */
  private static int feed(Adwin adwin, Random random, double rate, int values) {
    int first = 0;
    for (int i = 1; i <= values; i++) {
      if (adwin.add(random.nextDouble() < rate ? 1 : 0) && first == 0) first = i;
    }
    return first;
  }
}
