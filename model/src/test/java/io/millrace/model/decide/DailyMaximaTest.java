package io.millrace.model.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A day's maxima")
class DailyMaximaTest {
  private static final int BINS = 256;

  private DailyMaxima maxima = new DailyMaxima(BINS, 1_000, 200);
  private final Map<Long, Integer> naive = new HashMap<>();

  @Test
  void anEntityCountsOnceInTheBinOfItsHighestScore() {
    maxima.addEntity(7, 10, 1);
    maxima.addEntity(7, 30, 1);
    maxima.addEntity(7, 20, 1);
    assertThat(maxima.mass(30)).isEqualTo(1);
    assertThat(maxima.mass(10) + maxima.mass(20)).isZero();
  }

  @Test
  void anEventWithoutAnEntityCountsForItself() {
    maxima.addEvent(10, 1);
    maxima.addEvent(10, 1);
    assertThat(maxima.mass(10)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void equalsTheNaiveTwinWhileTheTableHasRoom(long seed) {
    draw(seed, 20_000, 1_000);
    for (int bin = 0; bin < BINS; bin++) {
      int wanted = bin;
      assertThat(maxima.mass(bin))
          .isEqualTo(naive.values().stream().filter(b -> b == wanted).count());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aFullTableKeepsTheMostSuspiciousExact(long seed) {
    draw(seed, 60_000, 20_000);
    assertThat(maxima.tracked()).isLessThanOrEqualTo(1_000);
    int bin = BINS;
    while (naiveFrom(bin) < 200) {
      bin--;
    }
    assertThat(massFrom(bin)).isEqualTo(naiveFrom(bin));
  }

  @ParameterizedTest
  @CsvSource({"1, 20000", "2, 20000", "3, 20000"})
  void whereMoreAreNeededThanFitItKeepsASample(long seed, double needed) {
    maxima = new DailyMaxima(BINS, 1_000, needed);
    draw(seed, 300_000, 100_000);
    assertThat(maxima.tracked()).isLessThanOrEqualTo(1_000);
    int bin = BINS;
    while (naiveFrom(bin) < needed / 4) {
      bin--;
    }
    assertThat(massFrom(bin)).isCloseTo(naiveFrom(bin), withinPercentage(25));
  }

  @Test
  void aThousandEqualScoresAreSampledToo() {
    for (long entity = 1; entity <= 100_000; entity++) {
      maxima.addEntity(entity, 5, 1);
    }
    assertThat(maxima.tracked()).isLessThanOrEqualTo(1_000);
    assertThat(maxima.mass(5)).isCloseTo(100_000, withinPercentage(15));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 20_000})
  void restoredItGoesOnBitForBit(int entities) {
    draw(4, 30_000, entities);
    DailyMaxima original = maxima;
    DailyMaxima restored = new DailyMaxima(BINS, 1_000, 200);
    restored.read(new StateReader(bytes(original)));
    assertThat(bytes(restored)).isEqualTo(bytes(original));
    draw(5, 30_000, entities);
    maxima = restored;
    draw(5, 30_000, entities);
    assertThat(bytes(restored)).isEqualTo(bytes(original));
  }

  private void draw(long seed, int events, int entities) {
    Random random = new Random(seed);
    for (int i = 0; i < events; i++) {
      long entity = 1 + random.nextInt(entities);
      int bin = (int) Math.max(0, Math.min(BINS - 1, 100 + 25 * random.nextGaussian()));
      maxima.addEntity(entity, bin, 1);
      naive.merge(entity, bin, Math::max);
    }
  }

  private double massFrom(int lowest) {
    double sum = 0;
    for (int bin = lowest; bin < BINS; bin++) {
      sum += maxima.mass(bin);
    }
    return sum;
  }

  private double naiveFrom(int lowest) {
    return naive.values().stream().filter(bin -> bin >= lowest).count();
  }

  private static byte[] bytes(DailyMaxima maxima) {
    StateWriter out = new StateWriter();
    maxima.write(out);
    return out.toBytes();
  }
}
