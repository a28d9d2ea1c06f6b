package io.millrace.model.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.champion.Change;
import io.millrace.model.champion.Promotion;
import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.Learners;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The contest of champion and challengers")
class ContestTest {
  private static final int BEFORE = 60_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void isWonWithinTwentyThousandExamplesOnceTheNewLossIsATenthLower(long seed) {
    Replica replica = Duel.replica(Promotion.DEFAULT);
    Duel duel = new Duel(replica, seed);
    for (int i = 0; i < BEFORE; i++) replica.learn(duel.bothAreAsGood());
    assertThat(replica.champion().name()).isEqualTo("old");
    int needed = 0;
    while (replica.champion().name().equals("old") && needed < 20_000) {
      replica.learn(duel.newIsBetterByATenth());
      needed++;
    }
    assertThat(replica.champion().name()).as("after %d examples", needed).isEqualTo("new");
    assertThat(replica.contest().history())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.from()).isEqualTo("old");
              assertThat(change.to()).isEqualTo("new");
              assertThat(change.cause()).isEqualTo(Change.Cause.EVIDENCE);
              assertThat(change.evidence()).isGreaterThanOrEqualTo(40);
              assertThat(change.after()).isEqualTo(replica.examples());
            });
    assertThat(replica.contest().bar()).isEqualTo(1 * 2 * 3 / 0.05);
    assertThat(replica.scoredBy()[0]).isEqualTo(replica.members().get(1).id());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void isNotWonByTheSameLearnerUnderAnotherHashSeed(int seed) {
    HashTwins twins = new HashTwins(seed);
    for (int i = 0; i < 100_000; i++) twins.pass();
    assertThat(twins.different()).isGreaterThan(50_000);
    assertThat(twins.promotions()).isZero();
  }

  @Test
  void isDecidedAtTheSamePlaceByAReplicaThatWasRestoredInBetween() {
    Replica whole = Duel.replica(Promotion.DEFAULT);
    Replica crashed = Duel.replica(Promotion.DEFAULT);
    Duel one = new Duel(whole, 4);
    Duel other = new Duel(whole, 4);
    for (int i = 0; i < 20_000; i++) {
      whole.learn(one.newIsBetterByATenth());
      crashed.learn(other.newIsBetterByATenth());
      if (i % 1777 == 0) crashed = restored(crashed);
    }
    assertThat(whole.contest().history()).isNotEmpty();
    assertThat(crashed.contest().history()).isEqualTo(whole.contest().history());
    assertThat(crashed.digest()).isEqualTo(whole.digest());
  }

  @Test
  void isNotWonByAnUncalibratedChallenger() {
    Replica replica = Duel.replica(new Promotion(true, 0.05, 0.01, 0.05, 0.5, 1000));
    Duel duel = new Duel(replica, 5);
    for (int i = 0; i < 20_000; i++) replica.learn(duel.example(0.4, 0.05, 0.25));
    Member challenger = replica.members().get(1);
    assertThat(replica.contest().of(challenger).evidence()).isGreaterThan(1e6);
    assertThat(replica.contest().refusal(challenger))
        .startsWith("its calibration error is 0.1")
        .endsWith("expected at most 0.05");
    assertThat(replica.champion().name()).isEqualTo("old");
  }

  /** One event in a hundred is positive; the champion says ten times as much, and errs most. */
  @ParameterizedTest
  @ValueSource(doubles = {0.04, 0.03})
  void isNotWonByProbabilitiesThatAreAMultipleOfRarePositives(double said) {
    Replica replica = Duel.replica(Promotion.DEFAULT);
    Duel duel = new Duel(replica, 9);
    for (int i = 0; i < 40_000; i++) replica.learn(duel.example(0.01, 0.1, said));
    Member challenger = replica.members().get(1);
    assertThat(replica.contest().of(challenger).evidence()).isGreaterThan(1e6);
    assertThat(challenger.quality().calibrationError()).as("beside 1").isLessThan(0.05);
    assertThat(replica.champion().name()).isEqualTo("old");
    replica.promote("new", false);
    assertThat(replica.champion().name()).as("by command").isEqualTo("old");
    assertThat(replica.contest().history())
        .singleElement()
        .satisfies(
            change ->
                assertThat(change.refusal())
                    .startsWith("its calibration error of 0.0")
                    .contains("of the share of positives (0.0")
                    .endsWith("expected at most 0.5"));
    assertThat(restored(replica).digest()).isEqualTo(replica.digest());
    replica.promote("new", true);
    assertThat(replica.champion().name()).as("by force").isEqualTo("new");
  }

  @Test
  void isWonByProbabilitiesThatAreRightOfRarePositives() {
    Replica replica = Duel.replica(Promotion.DEFAULT);
    Duel duel = new Duel(replica, 10);
    for (int i = 0; i < 20_000; i++) replica.learn(duel.example(0.01, 0.1, 0.01));
    assertThat(replica.champion().name()).isEqualTo("new");
    Replica byCommand = Duel.replica(new Promotion(false, 0.05, 0.01, 0.05, 0.5, 1.5));
    Duel other = new Duel(byCommand, 10);
    for (int i = 0; i < 20_000; i++) byCommand.learn(other.example(0.01, 0.1, 0.01));
    byCommand.promote("new", false);
    assertThat(byCommand.champion().name()).isEqualTo("new");
  }

  @Test
  void isNotWonWhileNobodyCanSayWhetherItIsCalibrated() {
    Replica replica = Duel.replica(Promotion.DEFAULT);
    Duel duel = new Duel(replica, 11);
    for (int i = 0; i < 5_000; i++) replica.learn(duel.example(0, 0.1, 0));
    assertThat(replica.contest().refusal(replica.members().get(1)))
        .isEqualTo(
            "its last 5000 examples have 0 of the rarer label, expected at least 16: too few to say"
                + " whether it is calibrated");
    assertThat(replica.champion().name()).isEqualTo("old");
  }

  @Test
  void isNotWonByAChallengerThatMultipliesTheAlerts() {
    Replica replica = Duel.replica(Promotion.DEFAULT);
    Duel duel = new Duel(replica, 6);
    for (int i = 0; i < 20_000; i++) replica.learn(duel.example(0.55, 0.2, 0.55));
    Member challenger = replica.members().get(1);
    assertThat(replica.contest().of(challenger).evidence()).isGreaterThan(1e6);
    assertThat(replica.contest().refusal(challenger))
        .contains("times the alerts, expected at most 1.5");
    assertThat(replica.champion().name()).isEqualTo("old");
  }

  @Test
  void isLeftToCommandsWhereTheSettingsSaySo() {
    Replica replica = Duel.replica(new Promotion(false, 0.05, 0.01, 0.05, 0.5, 1.5));
    Duel duel = new Duel(replica, 7);
    for (int i = 0; i < 20_000; i++) replica.learn(duel.newIsBetterByATenth());
    assertThat(replica.champion().name()).isEqualTo("old");
    replica.promote("new", false);
    assertThat(replica.champion().name()).isEqualTo("new");
  }

  @Test
  void isEndedByACommandUntilItIsReleased() {
    Replica replica = Duel.replica(Promotion.DEFAULT);
    Duel duel = new Duel(replica, 8);
    replica.promote("new", false);
    assertThat(replica.champion().name()).as("nothing is known of it yet").isEqualTo("old");
    replica.promote("newer", true);
    replica.promote("old", true);
    replica.promote("new", true);
    assertThat(replica.champion().name()).isEqualTo("new");
    replica.rollback();
    assertThat(replica.champion().name()).isEqualTo("old");
    for (int i = 0; i < 20_000; i++) replica.learn(duel.newIsBetterByATenth());
    assertThat(replica.contest().held()).isTrue();
    assertThat(replica.champion().name()).isEqualTo("old");
    replica.releasePromotion();
    for (int i = 0; i < 256; i++) replica.learn(duel.newIsBetterByATenth());
    assertThat(replica.champion().name()).isEqualTo("new");
    assertThat(replica.contest().history())
        .extracting(Change::refusal)
        .containsExactly(
            "it has not been tested yet",
            "there is no learner of that name",
            "it serves already",
            "",
            "",
            "");
    assertThat(restored(replica).digest()).isEqualTo(replica.digest());
  }

  @Test
  void knowsNobodyToGoBackToAtFirst() {
    Replica replica = Duel.replica(Promotion.DEFAULT);
    replica.rollback();
    assertThat(replica.champion().name()).isEqualTo("old");
    assertThat(replica.contest().history())
        .extracting(Change::refusal)
        .containsExactly("no other served before");
  }

  @Test
  void goesOnAsItIsWhereTheLearnerThatServedBeforeIsGone() {
    Replica replica = Duel.replica(Promotion.DEFAULT);
    replica.promote("new", true);
    replica.releasePromotion();
    StateWriter out = new StateWriter();
    replica.contest().write(out);
    Replica others =
        new Replica(
            ReplicaFixture.FEATURES,
            new Learners(
                List.of(
                    new Learners.Named("newest", LearnerConfig.ftrl(0.1, 10)),
                    Duel.TWO.all().get(1))),
            DecisionConfig.threshold(0.5),
            ReplicaFixture.WEEK);
    Contest contest = others.contest();
    contest.read(new StateReader(out.toBytes()));
    assertThat(contest.rollback(7)).isFalse();
    assertThat(contest.champion()).isEqualTo(1);
    assertThat(contest.held()).isFalse();
    assertThat(contest.history().get(1).refusal())
        .isEqualTo("there is no learner of that name any more");
    assertThat(contest.history().get(1).to()).isEqualTo("old");
  }

  private static Replica restored(Replica replica) {
    StateWriter out = new StateWriter();
    replica.write(out);
    Replica restored = Duel.replica(Promotion.DEFAULT);
    restored.read(new StateReader(out.toBytes()));
    return restored;
  }
}
