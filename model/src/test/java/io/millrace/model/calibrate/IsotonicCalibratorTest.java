package io.millrace.model.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.learner.Sigmoid;
import io.millrace.model.metric.LogitScale;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The isotonic calibrator")
class IsotonicCalibratorTest extends CalibratorContract {
  @Override
  Calibrator fresh() {
    return new IsotonicCalibrator();
  }

  @Test
  void beginsNearTheIdentity() {
    for (double raw : new double[] {0.001, 0.1, 0.5, 0.9}) {
      assertThat(fresh().probability(raw)).isCloseTo(raw, within(0.15 * raw));
    }
  }

  /**
   * The twin: the minimax formula, g(i) = max over a <= i of min over b >= i of the mean of a..b.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void isWhatTheMinimaxFormulaSays(long seed) {
    LogitScale scale = new LogitScale(4);
    double[] positives = new double[scale.bins()];
    double[] counts = new double[scale.bins()];
    for (int bin = 0; bin < counts.length; bin++) {
      positives[bin] = (scale.lowerEdge(bin) + scale.lowerEdge(bin + 1)) / 2;
      counts[bin] = 1;
    }
    Calibrator isotonic = fresh();
    Random random = new Random(seed);
    for (int i = 0; i < 256; i++) {
      double raw = Sigmoid.of(2 * random.nextGaussian());
      boolean positive = random.nextDouble() < 0.3;
      isotonic.learn(raw, positive, 1);
      counts[scale.binOf(raw)]++;
      positives[scale.binOf(raw)] += positive ? 1 : 0;
    }
    for (int bin = 0; bin < counts.length; bin++) {
      double fitted = Double.NEGATIVE_INFINITY;
      for (int a = 0; a <= bin; a++) {
        double least = Double.POSITIVE_INFINITY;
        for (int b = bin; b < counts.length; b++) {
          least = Math.min(least, sum(positives, a, b) / sum(counts, a, b));
        }
        fitted = Math.max(fitted, least);
      }
      assertThat(isotonic.probability(scale.lowerEdge(bin))).isCloseTo(fitted, within(1e-12));
    }
  }

  @Test
  void makesOverconfidentScoresTrue() {
    assertThat(PlattCalibratorTest.errorAfter(fresh(), 3)).isLessThan(0.015);
  }

  private static double sum(double[] of, int from, int to) {
    double sum = 0;
    for (int i = from; i <= to; i++) sum += of[i];
    return sum;
  }
}
