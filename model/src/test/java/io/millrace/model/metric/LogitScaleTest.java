package io.millrace.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The scale of log odds")
class LogitScaleTest {
  private final LogitScale scale = new LogitScale(64);

  @Test
  void reachesFromMinusSixteenToSixteen() {
    assertThat(scale.bins()).isEqualTo(2_048);
    assertThat(scale.lowerEdge(0)).isCloseTo(1.125e-7, within(1e-10));
    assertThat(scale.lowerEdge(1_024)).isEqualTo(0.5);
    assertThat(scale.lowerEdge(2_048)).isCloseTo(1 - 1.125e-7, within(1e-10));
  }

  @Test
  void aBinBeginsAtItsLowerEdgeToTheLastBit() {
    for (int bin = 1; bin < scale.bins(); bin++) {
      assertThat(scale.binOf(scale.lowerEdge(bin))).isEqualTo(bin);
      assertThat(scale.binOf(Math.nextDown(scale.lowerEdge(bin)))).isEqualTo(bin - 1);
    }
  }

  @Test
  void scoresBeyondFallIntoTheOutermostBins() {
    assertThat(scale.binOf(0)).isZero();
    assertThat(scale.binOf(1e-300)).isZero();
    assertThat(scale.binOf(1)).isEqualTo(2_047);
  }
}
