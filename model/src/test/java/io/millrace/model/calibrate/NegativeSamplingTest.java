package io.millrace.model.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A sample of the negatives")
class NegativeSamplingTest {
  @ParameterizedTest
  @CsvSource({"0.001, 0.1", "0.3, 0.01", "0.5, 1", "0.99, 0.5", "0, 0.1", "1, 0.1"})
  void isCorrectedToTheProbabilityAmongAllEvents(double p, double kept) {
    double amongTheSample = p / (p + kept * (1 - p));
    assertThat(NegativeSampling.corrected(amongTheSample, kept)).isCloseTo(p, within(1e-15));
  }

  @Test
  void isAShare() {
    assertThatThrownBy(() -> NegativeSampling.corrected(0.5, 0))
        .hasMessage("share of negatives kept = 0.0, expected above 0, at most 1");
  }
}
