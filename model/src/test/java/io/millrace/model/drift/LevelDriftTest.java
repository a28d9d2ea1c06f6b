package io.millrace.model.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A share that is watched")
class LevelDriftTest {
  private static final int WINDOW = 1_000;
  private static final long HOUR = 3_600_000;

  private final List<Episode> told = new ArrayList<>();
  private final Random random = new Random(5);
  private long time;
  private LevelDrift drift = watching(2, 0.2, 0);

  private static LevelDrift watching(int needed, double least, int trials) {
    LevelDrift.Watched watched =
        new LevelDrift.Watched(
            Episode.LISTS, "coverage", "share of the items listed", needed, least, trials);
    return new LevelDrift(watched, WINDOW, 1_000_000, 0);
  }

  @Test
  void isToldWhenItIsAnotherAndWhenItIsAsBefore() {
    windows(20, 0.5, 0.01);
    assertThat(told).isEmpty();
    windows(3, 0.3, 0.01);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).kind()).isEqualTo(Episode.LISTS);
    assertThat(told.get(0).subject()).isEqualTo("coverage");
    assertThat(told.get(0).size()).isGreaterThan(1);
    assertThat(told.get(0).cause())
        .matches("share of the items listed [23].\\.?\\d* % \\(was .*\\)");
    windows(2, 0.5, 0.01);
    assertThat(told).hasSize(2);
    assertThat(told.get(1).cause()).startsWith("as before: share of the items listed");
  }

  @Test
  void isToldInBothDirections() {
    windows(20, 0.5, 0.01);
    windows(3, 0.7, 0.01);
    assertThat(told).hasSize(1);
  }

  @Test
  void isNoOtherWithinWhatIsOfNoAccount() {
    windows(20, 0.5, 0);
    windows(5, 0.41, 0);
    assertThat(told).isEmpty();
  }

  @Test
  void thatStaysAnotherBecomesWhatIsUsual() {
    windows(20, 0.5, 0.01);
    windows(20, 0.2, 0.01);
    assertThat(told).hasSize(2);
    assertThat(told.get(1).cause()).startsWith("adopted as the new reference");
  }

  @Test
  void thatWasALittleAnotherAloneIsUsual() {
    windows(20, 0.5, 0.01);
    windows(1, 0.35, 0);
    windows(1, 0.5, 0.01);
    windows(5, 0.35, 0);
    assertThat(told).isEmpty();
  }

  @Test
  void thatWasFarFromUsualAloneHidesNothing() {
    windows(20, 0.5, 0.01);
    windows(1, 0.01, 0);
    windows(1, 0.5, 0.01);
    windows(3, 0.3, 0.01);
    assertThat(told).hasSize(1);
  }

  @Test
  void ofTrialsHasTheirDeviationThoughWindowsHappenedToBeAlike() {
    drift = watching(2, 0.001, WINDOW);
    windows(20, 0.002, 0);
    windows(5, 0.004, 0);
    assertThat(told).as("2 and 4 of a thousand").isEmpty();
    windows(5, 0.03, 0);
    assertThat(told).hasSize(1);
  }

  /** Each window that is outside would be an episode: without what is of no account, and once. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void isOutsideByChanceAsRarelyAsItSays(long seed) {
    drift = watching(1, 1e-9, 0);
    random.setSeed(seed);
    windows(50_000, 0.5, 0.01);
    assertThat(told.stream().filter(Episode::isOpen).count()).as("of 50").isLessThanOrEqualTo(71);
  }

  @Test
  void hasTheQuantilesOfStudentsTables() {
    assertThat(Quantiles.student(9, 0.975)).isCloseTo(2.262, within(0.01));
    assertThat(Quantiles.student(7, 0.999)).isCloseTo(4.785, within(0.05));
    assertThat(Quantiles.student(15, 0.9999)).isCloseTo(4.880, within(0.05));
    assertThat(Quantiles.student(15, 0.05)).isCloseTo(-1.753, within(0.01));
  }

  private void windows(int count, double mean, double deviation) {
    for (int i = 0; i < count; i++) {
      time += HOUR;
      drift.add(mean + deviation * random.nextGaussian(), time, time).ifPresent(told::add);
    }
  }
}
