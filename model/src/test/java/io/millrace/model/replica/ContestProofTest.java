package io.millrace.model.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.champion.Challenge;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Equal learners, looked at all the time: at level 0.05, 9 of 100 streams are the most. */
@Tag("proof")
@DisplayName("Of equal learners")
class ContestProofTest {
  private static final int STREAMS = 100;
  private static final int EXAMPLES = 200_000;

  /** The hardest case: no margin, and losses that differ by chance alone. */
  @Test
  void fewArePromotedWhereLossesDifferByChance() {
    int promoted = 0;
    for (int seed = 0; seed < STREAMS; seed++) {
      Random random = new Random(seed);
      Challenge challenge = new Challenge(0);
      boolean reached = false;
      for (int i = 0; i < EXAMPLES && !reached; i++) {
        double p = 0.05 + 0.4 * random.nextDouble();
        double one = unit(p + 0.05 * random.nextGaussian());
        double other = unit(p + 0.05 * random.nextGaussian());
        challenge.add(one, other, random.nextDouble() < p, false, false, 1, 1);
        reached = challenge.evidence() >= 1 * 1 * 2 / 0.05;
      }
      promoted += reached ? 1 : 0;
    }
    assertThat(promoted).isLessThanOrEqualTo(9);
  }

  /** Half a minute of processor time. */
  @Test
  void fewArePromotedWhereOnlyTheirHashSeedsDiffer() {
    int promoted = 0;
    for (int seed = 0; seed < STREAMS; seed++) {
      HashTwins twins = new HashTwins(seed);
      for (int i = 0; i < EXAMPLES; i++) twins.pass();
      assertThat(twins.different()).as("scores that differ").isGreaterThan(EXAMPLES / 2);
      promoted += twins.promotions() > 0 ? 1 : 0;
    }
    assertThat(promoted).isLessThanOrEqualTo(9);
  }

  private static double unit(double score) {
    return Math.max(0, Math.min(1, score));
  }
}
