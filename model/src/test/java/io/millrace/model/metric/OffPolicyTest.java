package io.millrace.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against users whose every chance of taking something is known, and against the slow way. */
@DisplayName("The estimate of lists without chance")
class OffPolicyTest {
  private static final int PLACES = 5;
  private static final int POOL = 8;
  private static final int RUNS = 400;
  private static final int TESTS = 300;

  /** One test of a list that was shown. */
  private record Shown(float[] propensities, boolean[] drawn, int rank) {}

  /**
   * A user who looks at a place with a chance of its own and takes what is there with a chance of
   * the item's own; what chance puts there is liked less.
   */
  private static double taken(int place, boolean drawn, boolean keen) {
    return (keen ? .30 : .08) / (place + 1) * (drawn ? .1 : 1);
  }

  /** Half of the users are keen. */
  private static double truth() {
    double truth = 0;
    for (int place = 0; place < PLACES; place++) {
      truth += (taken(place, false, true) + taken(place, false, false)) / 2;
    }
    return truth;
  }

  private static Shown shown(Random random, double share) {
    float[] propensities = new float[PLACES];
    boolean[] drawn = new boolean[PLACES];
    boolean keen = random.nextBoolean();
    double dice = random.nextDouble();
    int rank = 0;
    for (int place = 0; place < PLACES; place++) {
      drawn[place] = random.nextDouble() < share;
      propensities[place] = (float) (drawn[place] ? share / POOL : 1 - share);
      dice -= taken(place, drawn[place], keen);
      if (rank == 0 && dice < 0) rank = place + 1;
    }
    return new Shown(propensities, drawn, rank);
  }

  private static List<Shown> stream(long seed, int tests, double share) {
    Random random = new Random(seed);
    List<Shown> stream = new ArrayList<>();
    for (int i = 0; i < tests; i++) stream.add(shown(random, share));
    return stream;
  }

  private static OffPolicy of(List<Shown> stream, int window) {
    OffPolicy estimate = new OffPolicy(window);
    for (Shown test : stream) estimate.add(test.propensities(), test.drawn(), test.rank());
    return estimate;
  }

  @Test
  void isRightOnAverageWhereTheHitRateOfWhatWasShownIsNot() {
    List<Double> ips = new ArrayList<>();
    List<Double> robust = new ArrayList<>();
    List<Double> snips = new ArrayList<>();
    List<Double> asShown = new ArrayList<>();
    for (int seed = 0; seed < RUNS; seed++) {
      List<Shown> stream = stream(seed, TESTS, .3);
      OffPolicy.Result result = of(stream, 100).sinceStart();
      ips.add(result.ips());
      robust.add(result.dr());
      snips.add(result.snips());
      asShown.add(stream.stream().mapToInt(test -> test.rank() > 0 ? 1 : 0).average().orElse(0));
    }
    assertThat(mean(ips)).isCloseTo(truth(), within(4 * error(ips)));
    assertThat(mean(robust)).isCloseTo(truth(), within(4 * error(robust)));
    // Normalised it is right in the limit only; of 300 tests its bias is far below its error.
    assertThat(mean(snips)).isCloseTo(truth(), within(5 * error(snips)));
    assertThat(mean(asShown)).isLessThan(truth() - 20 * error(asShown));
    assertThat(deviation(robust)).isLessThan(deviation(ips));
    assertThat(deviation(snips)).isLessThan(deviation(ips));
  }

  @Test
  void saysHowFarItStrays() {
    List<Double> ips = new ArrayList<>();
    List<Double> robust = new ArrayList<>();
    List<Double> snips = new ArrayList<>();
    double ipsSaid = 0;
    double robustSaid = 0;
    double snipsSaid = 0;
    for (int seed = 0; seed < RUNS; seed++) {
      OffPolicy.Result result = of(stream(seed, TESTS, .3), 100).sinceStart();
      ips.add(result.ips());
      robust.add(result.dr());
      snips.add(result.snips());
      ipsSaid += result.ipsError() / RUNS;
      robustSaid += result.drError() / RUNS;
      snipsSaid += result.snipsError() / RUNS;
    }
    // A deviation of 400 runs is itself known to within 3.5 %.
    assertThat(ipsSaid / deviation(ips)).isCloseTo(1, within(.15));
    assertThat(robustSaid / deviation(robust)).isCloseTo(1, within(.15));
    assertThat(snipsSaid / deviation(snips)).isCloseTo(1, within(.15));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20260101})
  void isWhatAllTestsCountedOnceMoreSay(long seed) {
    List<Shown> stream = stream(seed, 700, .2);
    OffPolicy estimate = of(stream, 250);
    assertIs(estimate.sinceStart(), stream, 0);
    assertIs(estimate.overWindow(), stream, stream.size() - 250);
  }

  /** The slow way: each test with all tests before it. */
  private static void assertIs(OffPolicy.Result found, List<Shown> stream, int from) {
    double hits = 0;
    double weights = 0;
    double robust = 0;
    for (int i = from; i < stream.size(); i++) {
      Shown test = stream.get(i);
      for (int place = 0; place < PLACES; place++) {
        double guess = guess(stream.subList(0, i), place);
        double weight = test.drawn()[place] ? 0 : 1 / (double) test.propensities()[place];
        double hit = test.rank() == place + 1 ? 1 : 0;
        hits += weight * hit;
        weights += weight / PLACES;
        robust += guess + weight * (hit - guess);
      }
    }
    int tests = stream.size() - from;
    assertThat(found.tests()).isEqualTo(tests);
    assertThat(found.ips()).isCloseTo(hits / tests, within(1e-12));
    assertThat(found.snips()).isCloseTo(hits / weights, within(1e-12));
    assertThat(found.dr()).isCloseTo(robust / tests, within(1e-12));
  }

  private static double guess(List<Shown> before, int place) {
    return before.stream()
        .filter(test -> !test.drawn()[place])
        .mapToInt(test -> test.rank() == place + 1 ? 1 : 0)
        .average()
        .orElse(0);
  }

  @Test
  void isTheHitRateWhereNothingWasLeftToChance() {
    OffPolicy estimate = new OffPolicy(10);
    for (int rank : new int[] {1, 0, 3, 0}) {
      estimate.add(new float[] {1, 1, 1}, new boolean[3], rank);
    }
    assertThat(estimate.sinceStart().ips()).isEqualTo(.5);
    assertThat(estimate.sinceStart().snips()).isEqualTo(.5);
    assertThat(estimate.sinceStart().dr()).isEqualTo(.5);
  }

  @Test
  void countsTheFirstTenPlaces() {
    OffPolicy estimate = new OffPolicy(10);
    float[] certain = new float[12];
    Arrays.fill(certain, 1);
    estimate.add(certain, new boolean[12], 11);
    assertThat(estimate.sinceStart().ips()).isZero();
    assertThat(estimate.sinceStart().tests()).isOne();
  }

  @Test
  void knowsNothingBeforeTheFirstTest() {
    OffPolicy estimate = new OffPolicy(10);
    assertThat(estimate.sinceStart().tests()).isZero();
    assertThat(estimate.overWindow().ips()).isNaN();
    assertThat(estimate.sinceStart().snips()).isNaN();
    assertThat(estimate.sinceStart().drError()).isNaN();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 400})
  void restoredGoesOnBitForBit(int before) {
    List<Shown> stream = stream(5, 900, .2);
    OffPolicy original = of(stream.subList(0, before), 250);
    OffPolicy restored = new OffPolicy(250);
    restored.read(new StateReader(state(original)));
    for (Shown test : stream.subList(before, 900)) {
      original.add(test.propensities(), test.drawn(), test.rank());
      restored.add(test.propensities(), test.drawn(), test.rank());
    }
    assertThat(restored.overWindow()).isEqualTo(original.overWindow());
    assertThat(restored.sinceStart()).isEqualTo(original.sinceStart());
    assertThat(state(restored)).isEqualTo(state(original));
  }

  private static byte[] state(OffPolicy estimate) {
    StateWriter out = new StateWriter();
    estimate.write(out);
    return out.toBytes();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
  }

  private static double deviation(List<Double> values) {
    double mean = mean(values);
    return Math.sqrt(
        values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / (values.size() - 1));
  }

  private static double error(List<Double> values) {
    return deviation(values) / Math.sqrt(values.size());
  }
}
