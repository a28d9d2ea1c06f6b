package io.millrace.model.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Detectors of drift")
class DetectorsTest {
  record Kind(String name, Supplier<DriftDetector> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Kind> all() {
    return Stream.of(
        new Kind("Adwin", Adwin::new),
        new Kind("PageHinkley", () -> PageHinkley.withRunLength(20_000, 0.3)),
        new Kind("Ddm", Ddm::new),
        new Kind("Eddm", () -> new Eddm(0.75)),
        new Kind("HddmA", HddmA::new),
        new Kind("HddmW", HddmW::new),
        new Kind("Kswin", () -> new Kswin(7)));
  }

  /** Those with a run length that can be set, at 5,000 values. */
  static Stream<Kind> withRunLength() {
    return Stream.of(
        new Kind("Adwin", () -> Adwin.withRunLength(5_000)),
        new Kind("PageHinkley", () -> PageHinkley.withRunLength(5_000, 0.4)),
        new Kind("HddmA", () -> HddmA.withRunLength(5_000)),
        new Kind("HddmW", () -> HddmW.withRunLength(5_000)),
        new Kind("Kswin", () -> Kswin.withRunLength(5_000, 3)));
  }

  @Test
  void alarmWhereRiverDoes() {
    assertThat(PublishedStream.VALUES.alarms(new PageHinkley(0.005, 50, 0.9999)))
        .containsExactly(1006);
    assertThat(PublishedStream.ERRORS.alarms(new Ddm())).containsExactly(1334);
    assertThat(PublishedStream.ERRORS.alarms(new HddmA())).containsExactly(1206);
    assertThat(PublishedStream.ERRORS.alarms(new HddmW())).containsExactly(1077);
  }

  /**
   * River divides the squares by one error less than there were, and alarms at 1278; the paper's
   * deviation is that of the distances there are.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.75, 0.9})
  void eddmAlarmsWhereThePaperDoes(double share) {
    Random random = new Random(6);
    List<Integer> alarms = PublishedStream.ERRORS.alarms(new Eddm(share));
    assertThat(alarms).isEqualTo(PublishedStream.ERRORS.alarms(new NaiveEddm(share)));
    assertThat(alarms.get(alarms.size() - 1)).isBetween(1_000, 1_400);
    Eddm eddm = new Eddm(share);
    NaiveEddm naive = new NaiveEddm(share);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      double error = random.nextDouble() < (i % 4_000 < 2_000 ? 0.1 : 0.3) ? 1 : 0;
      boolean expected = naive.add(error);
      assertThat(eddm.add(error)).as("at %d", i).isEqualTo(expected);
      if (expected) found++;
    }
    assertThat(found).isPositive();
  }

  @Test
  void eddmAlarmsAtTheGoldenPlace() {
    assertThat(PublishedStream.ERRORS.alarms(new Eddm(0.75))).containsExactly(1309);
  }

  /** River's draws are Python's: it alarms at 1016. */
  @Test
  void kswinAlarmsNearWhereRiverDoes() {
    List<Integer> alarms = PublishedStream.VALUES.alarms(new Kswin(0.0001, 100, 30, 42));
    assertThat(alarms.get(0)).isBetween(1_010, 1_022);
  }

  @ParameterizedTest
  @MethodSource("all")
  void seeAnErrorRateThatRises(Kind kind) {
    for (int seed = 1; seed <= 5; seed++) {
      DriftDetector detector = kind.make().get();
      Random random = new Random(seed);
      feed(detector, random, 0.1, 1_000);
      assertThat(feed(detector, random, 0.6, 600)).as("seed %d", seed).isPositive();
      assertThat(detector.change()).isNotZero();
    }
  }

  @ParameterizedTest
  @MethodSource("withRunLength")
  void falseAlarmsAreAsFarApartAsTheRunLengthSays(Kind kind) {
    int alarms = feed(kind.make().get(), new Random(1), 0.2, 50_000);
    assertThat(alarms).as("of 10 expected at most, 3 deviations more").isLessThanOrEqualTo(19);
  }

  @ParameterizedTest
  @MethodSource("all")
  void restoredOnesGoOnBitForBit(Kind kind) {
    DriftDetector undisturbed = kind.make().get();
    DriftDetector restored = kind.make().get();
    Random random = new Random(9);
    for (int i = 0; i < 2_000; i++) {
      double value = random.nextDouble() < (i < 1_000 ? 0.1 : 0.7) ? 1 : 0;
      assertThat(restored.add(value)).isEqualTo(undisturbed.add(value));
      if (i % 100 == 42) restored = Bytes.restored(kind.make().get(), Bytes.of(restored));
    }
    assertThat(Bytes.of(restored)).isEqualTo(Bytes.of(undisturbed));
    restored.reset();
    assertThat(Bytes.of(restored)).isEqualTo(Bytes.of(kind.make().get()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void refuseWhatIsNoNumber(Kind kind) {
    assertThatThrownBy(() -> kind.make().get().add(Double.NaN))
        .hasMessageStartingWith("value = NaN");
  }

  @Test
  void pageHinkleySumsAsTheNaiveTwin() {
    PageHinkley test = new PageHinkley(0.1, 8, 1);
    Random random = new Random(4);
    double[] values = random.doubles(5_000).toArray();
    int from = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] += i > 3_000 ? 0.3 : 0;
      boolean expected = naivePageHinkley(Arrays.copyOfRange(values, from, i + 1), 0.1) >= 8;
      assertThat(test.add(values[i])).as("at %d", i).isEqualTo(expected);
      if (expected) from = i + 1;
    }
    assertThat(from).isGreaterThan(3_000);
  }

  /** The cumulative sum less the least that it has been. */
  private static double naivePageHinkley(double[] values, double slack) {
    double sum = 0;
    double least = 0;
    double total = 0;
    for (int i = 0; i < values.length; i++) {
      total += values[i];
      sum += values[i] - total / (i + 1) - slack;
      least = Math.min(least, sum);
    }
    return sum - least;
  }

  @Test
  void theDistanceOfTwoSamplesIsTheLargestStepBetweenThem() {
    Random random = new Random(2);
    for (int round = 0; round < 200; round++) {
      double[] one = random.ints(30, 0, 12).asDoubleStream().toArray();
      double[] other = random.ints(20, 3, 15).asDoubleStream().toArray();
      double expected = 0;
      for (int at = 0; at < 15; at++) {
        int value = at;
        double below = Arrays.stream(one).filter(x -> x <= value).count() / 30.0;
        double otherBelow = Arrays.stream(other).filter(x -> x <= value).count() / 20.0;
        expected = Math.max(expected, Math.abs(below - otherBelow));
      }
      assertThat(Kswin.distance(one, other)).isEqualTo(expected);
    }
  }

  @Test
  void refuseSettingsThatMakeNoSense() {
    assertThatThrownBy(() -> new PageHinkley(-1, 1, 1)).hasMessageContaining("slack = -1.0");
    assertThatThrownBy(() -> new PageHinkley(0, 0, 1)).hasMessageContaining("threshold = 0.0");
    assertThatThrownBy(() -> new PageHinkley(0, 1, 0)).hasMessageContaining("memory = 0.0");
    assertThatThrownBy(() -> new Ddm(0)).hasMessageContaining("level = 0.0");
    assertThatThrownBy(() -> new Eddm(1)).hasMessageContaining("share = 1.0");
    assertThatThrownBy(() -> new HddmA(0)).hasMessageContaining("confidence = 0.0");
    assertThatThrownBy(() -> new HddmW(0.1, 1)).hasMessageContaining("weight = 1.0");
    assertThatThrownBy(() -> new Kswin(0.1, 50, 30, 1)).hasMessageContaining("window = 50");
    assertThatThrownBy(() -> new Ddm().add(0.5)).hasMessageContaining("value = 0.5");
    assertThatThrownBy(() -> new HddmW().add(2)).hasMessageContaining("value = 2.0");
  }

  /** How often it alarmed. */
  private static int feed(DriftDetector detector, Random random, double rate, int values) {
    int alarms = 0;
    for (int i = 0; i < values; i++) {
      if (detector.add(random.nextDouble() < rate ? 1 : 0)) alarms++;
    }
    return alarms;
  }
}
