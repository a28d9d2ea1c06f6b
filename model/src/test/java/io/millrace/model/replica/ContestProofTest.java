package io.millrace.model.replica;

import static io.millrace.model.replica.ReplicaFixture.FEATURES;
import static io.millrace.model.replica.ReplicaFixture.WEEK;
import static io.millrace.model.replica.ReplicaFixture.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.champion.Challenge;
import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.Example;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.Learners;
import java.util.List;
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

  /** Real learners whose ids collide elsewhere, as under another hash seed. */
  @Test
  void fewArePromotedWhereOnlyTheirHashesDiffer() {
    int promoted = 0;
    for (int seed = 0; seed < STREAMS; seed++) {
      promoted += promotions(seed) > 0 ? 1 : 0;
    }
    assertThat(promoted).isLessThanOrEqualTo(9);
  }

  private static int promotions(long seed) {
    Learners twins =
        new Learners(
            List.of(
                new Learners.Named("one", LearnerConfig.ftrl(0.1, 12)),
                new Learners.Named("other", LearnerConfig.ftrl(0.1, 13))));
    Replica replica = new Replica(FEATURES, twins, DecisionConfig.threshold(0.5), WEEK);
    Scorer scorer = replica.scorer();
    Random random = new Random(seed);
    String[] countries = {"AT", "CH", "DE", "FR"};
    for (int i = 0; i < EXAMPLES; i++) {
      String country = countries[random.nextInt(4)];
      int amount = random.nextInt(400);
      float[] event = values(amount, country, random.nextInt(400) / 100f);
      double p = (country.equals("FR") ? 0.3 : 0.05) + amount / 1000.0;
      long time = 1_522_540_800_000L + i * 60_000L;
      replica.learn(
          new Example(
              "e",
              time,
              time,
              event,
              random.nextDouble() < p,
              false,
              1,
              scorer.scores(event),
              0.5,
              i,
              0,
              replica.scoredBy(),
              Example.UNCALIBRATED));
    }
    return replica.contest().history().size();
  }

  private static double unit(double score) {
    return Math.max(0, Math.min(1, score));
  }
}
