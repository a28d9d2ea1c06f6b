package io.millrace.model.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Standardized values")
class StandardizedTest {
  private final Random random = new Random(5);
  private final List<Double> shown = new ArrayList<>();

  @Test
  void areDistancesFromTheFirstInDeviationsAsANaiveTwinSaysThem() {
    Standardized standardized = new Standardized(keeping());
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      values.add(3 + 0.2 * random.nextGaussian());
      standardized.add(values.get(i));
    }
    assertThat(shown).hasSize(150 - Standardized.FIRST);
    for (int i = Standardized.FIRST; i < 150; i++) {
      assertThat(shown.get(i - Standardized.FIRST))
          .isCloseTo(naive(values.subList(0, i + 1)), within(1e-9));
    }
  }

  /** Mean of the first, root of half the mean squared difference of neighbours. */
  private static double naive(List<Double> values) {
    double first =
        values.subList(0, Standardized.FIRST).stream().mapToDouble(v -> v).average().orElseThrow();
    double squares = 0;
    for (int i = 1; i < values.size(); i++) {
      squares += Math.pow(values.get(i) - values.get(i - 1), 2) / 2;
    }
    double deviation = Math.sqrt(squares / (values.size() - 1));
    return (values.get(values.size() - 1) - first) / deviation;
  }

  @Test
  void ofATrendAreNoSmaller() {
    Standardized standardized = new Standardized(keeping());
    for (int i = 0; i < 2_000; i++) standardized.add(0.01 * i + 0.2 * random.nextGaussian());
    assertThat(shown.get(shown.size() - 1))
        .isCloseTo(0.01 * (2_000 - Standardized.FIRST / 2.0) / 0.2, within(12.0));
  }

  @Test
  void saySoInTheUnitOfTheValuesAndGoOnBitForBitWhereTheyWereWritten() {
    Standardized original = new Standardized(PageHinkley.withRunLength(2_000, 1));
    for (int i = 0; i < 300; i++) assertThat(original.add(random.nextGaussian() / 10)).isFalse();
    Standardized restored = new Standardized(PageHinkley.withRunLength(2_000, 1));
    restored.read(new StateReader(bytes(original)));
    int alarm = -1;
    for (int i = 0; i < 40 && alarm < 0; i++) {
      double value = 0.3 + random.nextGaussian() / 10;
      boolean alarms = original.add(value);
      assertThat(restored.add(value)).isEqualTo(alarms);
      assertThat(bytes(restored)).isEqualTo(bytes(original));
      if (alarms) alarm = i;
    }
    assertThat(alarm).isBetween(1, 20);
    assertThat(original.change()).isBetween(0.05, 0.6);
  }

  private DriftDetector keeping() {
    return new DriftDetector() {
      @Override
      public boolean add(double value) {
        return !shown.add(value);
      }

      @Override
      public double change() {
        return 0;
      }

      @Override
      public void reset() {
        shown.clear();
      }

      @Override
      public void write(StateWriter out) {
        out.putInt(shown.size());
      }

      @Override
      public void read(StateReader in) {
        in.getInt();
      }
    };
  }

  private static byte[] bytes(Standardized standardized) {
    StateWriter out = new StateWriter();
    standardized.write(out);
    return out.toBytes();
  }
}
