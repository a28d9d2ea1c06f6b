package io.millrace.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The metrics of probabilities")
class ProbabilityMetricsTest {
  @Test
  void logLossIsInNats() {
    assertThat(LogLoss.of(0.5, true)).isEqualTo(Math.log(2));
    assertThat(LogLoss.of(0.25, false)).isCloseTo(-Math.log(0.75), within(1e-15));
  }

  @Test
  void aCertainAndWrongAnswerCostsThirtyFourNatsAndAHalf() {
    assertThat(LogLoss.of(0, true)).isCloseTo(34.54, within(0.01));
    assertThat(LogLoss.of(1, false)).isCloseTo(34.54, within(0.01));
    assertThat(LogLoss.of(1, true)).isCloseTo(0, within(1e-14));
  }

  @Test
  void brierIsTheSquaredError() {
    assertThat(Brier.of(0.75, true)).isEqualTo(0.0625);
    assertThat(Brier.of(0.75, false)).isEqualTo(0.5625);
  }

  @Test
  void calibrationErrorIsTheMeanDistanceOfTheBins() {
    CalibrationError calibration = new CalibrationError();
    calibration.add(0.01, false);
    calibration.add(0.03, true); // first bin: says 0.02 on average, happens 0.5
    calibration.add(1.0, true);
    calibration.add(0.96, true); // last bin: says 0.98, happens always
    assertThat(calibration.value()).isCloseTo((2 * 0.48 + 2 * 0.02) / 4, within(1e-12));
  }

  @Test
  void theReliabilityTableHasOneLineABin() {
    CalibrationError calibration = new CalibrationError();
    calibration.add(1, true);
    assertThat(calibration.reliability()).hasSize(15);
    assertThat(calibration.reliability().get(0).meanProbability()).isNaN();
    assertThat(calibration.reliability().get(14))
        .isEqualTo(new ReliabilityBin(14.0 / 15, 1, 1, 1, 1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN, 7})
  void whatIsNoProbabilityIsRefused(double probability) {
    assertThatThrownBy(() -> LogLoss.of(probability, true))
        .hasMessage(
            "probability = %s, expected 0 to 1: pass the probability, not the logit", probability);
  }
}
