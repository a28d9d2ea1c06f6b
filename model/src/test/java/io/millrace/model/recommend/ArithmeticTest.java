package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Numbers that are drawn or approximated")
class ArithmeticTest {
  @Test
  void powersOfTwoAreWithinAThirdOfAPercent() {
    for (float x = -20; x < 20; x += .037f) {
      assertThat(LastItemFactors.exp2(x) / Math.pow(2, x)).isCloseTo(1, within(.0035));
    }
  }

  @Test
  void logarithmsAreWithinAHundredth() {
    for (float x = .001f; x < 1e6; x *= 1.013f) {
      assertThat((double) Candidates.log2(x)).isCloseTo(Math.log(x) / Math.log(2), within(.01));
    }
  }

  @Test
  void aSeedGivesTheNumbersOfTheReferenceImplementation() {
    // SplitMix64 of seed 1234567: 6457827717110365317, 3203168211198807973, 9817491932198370423.
    SeededRandom random = new SeededRandom(1234567);

    assertThat(random.next()).isEqualTo(6457827717110365317L);
    assertThat(random.next()).isEqualTo(3203168211198807973L);
    assertThat(random.next()).isEqualTo(Long.parseUnsignedLong("9817491932198370423"));
  }
}
