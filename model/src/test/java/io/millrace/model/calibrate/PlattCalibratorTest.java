package io.millrace.model.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.learner.Sigmoid;
import io.millrace.model.metric.CalibrationError;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Platt's calibrator")
class PlattCalibratorTest extends CalibratorContract {
  @Override
  Calibrator fresh() {
    return new PlattCalibrator();
  }

  @Test
  void beginsAsTheIdentity() {
    assertThat(fresh().probability(0.25)).isCloseTo(0.25, within(1e-15));
    assertThat(fresh().probability(0)).isCloseTo(0, within(2e-7));
    assertThat(fresh().probability(1)).isCloseTo(1, within(2e-7));
  }

  /** The twin: Newton's method over all pairs at once, with the same prior. */
  @ParameterizedTest
  @CsvSource({"0.5, -1", "1.5, 0.5", "1, 0"})
  void findsWhatOneFitOverAllPairsFinds(double slope, double offset) {
    int count = 50_000;
    double[] z = new double[count];
    boolean[] y = new boolean[count];
    Random random = new Random(7);
    PlattCalibrator platt = new PlattCalibrator();
    for (int i = 0; i < count; i++) {
      z[i] = -2 + 2 * random.nextGaussian();
      y[i] = random.nextDouble() < Sigmoid.of(slope * z[i] + offset);
      platt.learn(Sigmoid.of(z[i]), y[i], 1);
    }
    double[] fit = newton(z, y);
    assertThat(platt.slope()).isCloseTo(fit[0], within(0.03));
    assertThat(platt.offset()).isCloseTo(fit[1], within(0.05));
    assertThat(platt.slope()).isCloseTo(slope, within(0.06));
    assertThat(platt.offset()).isCloseTo(offset, within(0.1));
  }

  @Test
  void makesOverconfidentScoresTrue() {
    assertThat(errorAfter(fresh(), 3)).isLessThan(0.01);
    assertThat(errorAfter(null, 3)).isGreaterThan(0.05);
  }

  /** Calibration error over the second half of scores whose log odds are too large by a factor. */
  static double errorAfter(Calibrator calibrator, double factor) {
    Random random = new Random(3);
    CalibrationError error = new CalibrationError();
    for (int i = 0; i < 60_000; i++) {
      double logit = -1 + random.nextGaussian();
      boolean positive = random.nextDouble() < Sigmoid.of(logit);
      double raw = Sigmoid.of(factor * logit);
      double told = calibrator == null ? raw : calibrator.probability(raw);
      if (i >= 30_000) error.add(told, positive);
      if (calibrator != null) calibrator.learn(raw, positive, 1);
    }
    return error.value();
  }

  private static double[] newton(double[] z, boolean[] y) {
    double a = 1;
    double b = 0;
    for (int round = 0; round < 30; round++) {
      double g1 = -10 * (a - 1);
      double g2 = -10 * b;
      double h11 = 10;
      double h12 = 0;
      double h22 = 10;
      for (int i = 0; i < z.length; i++) {
        double p = Sigmoid.of(a * z[i] + b);
        g1 += ((y[i] ? 1 : 0) - p) * z[i];
        g2 += (y[i] ? 1 : 0) - p;
        h11 += p * (1 - p) * z[i] * z[i];
        h12 += p * (1 - p) * z[i];
        h22 += p * (1 - p);
      }
      double determinant = h11 * h22 - h12 * h12;
      a += (h22 * g1 - h12 * g2) / determinant;
      b += (h11 * g2 - h12 * g1) / determinant;
    }
    return new double[] {a, b};
  }
}
