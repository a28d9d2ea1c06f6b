package io.millrace.model.replica;

import static io.millrace.model.replica.ReplicaFixture.FEATURES;
import static io.millrace.model.replica.ReplicaFixture.WEEK;
import static io.millrace.model.replica.ReplicaFixture.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.champion.Change;
import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.Example;
import io.millrace.model.learner.FactorizationConfig;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.Learners;
import io.millrace.model.learner.NetworkConfig;
import io.millrace.model.learner.Sigmoid;
import io.millrace.model.metric.Brier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real learners, asked when an event comes and taught when its label is known, {@value #LATE}
 * events later. At first what makes a positive adds up, as a logistic regression has it; then two
 * features together say what neither says alone, which it cannot learn.
 */
@DisplayName("A contest of real learners")
class ConceptChangeTest {
  private static final int BEFORE = 20_000;
  private static final int WITHIN = 20_000;
  private static final int LATE = 2_000;
  private static final String[] COUNTRIES = {"AT", "CH", "DE", "FR"};

  private static final LearnerConfig ADDING = LearnerConfig.ftrl(0.1, 12);
  private static final LearnerConfig MULTIPLYING =
      new FactorizationConfig(4, 0.1, 0.1, 0.05, 1, 12, 0.1, 1e-6);
  private static final LearnerConfig NETWORK =
      new NetworkConfig(false, 2, List.of(8), 0.1, 0.1, 0.1, 1, 12, 0.1, 1e-6);

  private final Deque<Example> unlabelled = new ArrayDeque<>();
  private Random random;
  private Scorer scorer;
  private int next;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void isWonWithinTwentyThousandLabelsByTheOneThatLosesATenthLessSinceTheConceptChanged(long seed) {
    Replica replica =
        replica(new Learners.Named("adds", ADDING), new Learners.Named("multiplies", MULTIPLYING));
    random = new Random(seed);
    for (int i = 0; i < BEFORE; i++) pass(replica, false);
    assertThat(replica.contest().history()).as("while both know the concept").isEmpty();
    for (int i = 0; i < LATE; i++) pass(replica, true);
    double[] losses = new double[2];
    for (int i = 0; i < WITHIN; i++) add(losses, replica, pass(replica, true));
    assertThat(losses[1] / losses[0]).as("losses since").isBetween(0.87, 0.93);
    assertThat(replica.contest().history())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.from()).isEqualTo("adds");
              assertThat(change.to()).isEqualTo("multiplies");
              assertThat(change.cause()).isEqualTo(Change.Cause.EVIDENCE);
              assertThat(change.after()).isLessThanOrEqualTo(BEFORE + WITHIN);
            });
  }

  /** A network that has met nothing yet learns the new concept, too. */
  @Test
  void isWonByTheBestOfSeveral() {
    Replica replica =
        replica(
            new Learners.Named("adds", ADDING),
            new Learners.Named("slow", LearnerConfig.ftrl(0.02, 12)),
            new Learners.Named("network", NETWORK));
    random = new Random(4);
    for (int i = 0; i < 10_000; i++) pass(replica, false);
    for (int i = 0; i < LATE + WITHIN && replica.contest().history().isEmpty(); i++) {
      pass(replica, true);
    }
    assertThat(replica.contest().history()).extracting(Change::to).containsExactly("network");
  }

  private Replica replica(Learners.Named... learners) {
    Replica replica =
        new Replica(FEATURES, new Learners(List.of(learners)), DecisionConfig.threshold(0.5), WEEK);
    scorer = replica.scorer();
    return replica;
  }

  /** Scores the next event and learns the one whose label is known by then; null at first. */
  private Example pass(Replica replica, boolean changed) {
    unlabelled.add(scored(replica, changed));
    if (unlabelled.size() <= LATE) return null;
    Example labelled = unlabelled.remove();
    replica.learn(labelled);
    return labelled;
  }

  private Example scored(Replica replica, boolean changed) {
    int country = random.nextInt(COUNTRIES.length);
    int amount = random.nextInt(400);
    float ratio = random.nextInt(400) / 100f;
    boolean alike = amount >= 200 == ratio >= 2;
    double logit = -1.4 + amount / 400.0 + country / 3.0 + (changed ? alike ? 1 : -1 : 0);
    float[] event = values(amount, COUNTRIES[country], ratio);
    long time = 1_522_540_800_000L + next * 60_000L;
    return new Example(
        "e" + next++,
        time,
        time + LATE * 60_000L,
        event,
        random.nextDouble() < Sigmoid.of(logit),
        false,
        1,
        scorer.scores(event),
        replica.threshold(),
        next,
        0,
        replica.scoredBy(),
        Example.UNCALIBRATED);
  }

  private static void add(double[] losses, Replica replica, Example example) {
    for (int i = 0; i < losses.length; i++) {
      int place = replica.members().get(i).placeIn(example);
      losses[i] += Brier.of(example.rawScores()[place], example.positive());
    }
  }
}
