package io.millrace.model.replica;

import static io.millrace.model.replica.ReplicaFixture.BUDGET;
import static io.millrace.model.replica.ReplicaFixture.FEATURES;
import static io.millrace.model.replica.ReplicaFixture.SMALL;
import static io.millrace.model.replica.ReplicaFixture.UTC;
import static io.millrace.model.replica.ReplicaFixture.WEEK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.calibrate.Calibration;
import io.millrace.model.champion.Promotion;
import io.millrace.model.champion.Serving;
import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.Example;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.Learners;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A replica that begins with what another knew")
class StartTest {
  private static final LearnerConfig OTHER = LearnerConfig.adagrad(0.2, 11);
  private static final float[] EVENT = ReplicaFixture.values(300, "FR", 2.5f);

  private static Replica calibrated(Calibration calibration) {
    return new Replica(
        FEATURES, Learners.of(SMALL), new Serving(calibration, Promotion.DEFAULT), BUDGET, WEEK);
  }

  private static Replica taught(Replica replica) {
    ReplicaFixture.examples(1, 3000).forEach(replica::learn);
    return replica;
  }

  private static List<String> begin(Replica replica, Replica other) {
    StateWriter out = new StateWriter();
    other.writeStart(out, other.members());
    return replica.begin(new StateReader(out.toBytes()));
  }

  @Test
  void scoresAndDecidesAsTheOtherDidBitForBit() {
    Replica other = taught(calibrated(Calibration.PLATT));
    Replica replica = calibrated(Calibration.PLATT);
    assertThat(begin(replica, other)).containsExactly("logistic");

    double raw = other.scorer().raw(EVENT);
    assertThat(raw).isNotEqualTo(calibrated(Calibration.PLATT).scorer().raw(EVENT));
    assertThat(replica.scorer().raw(EVENT)).isEqualTo(raw);
    assertThat(replica.scorer().probability(raw)).isEqualTo(other.scorer().probability(raw));
    assertThat(replica.threshold()).isEqualTo(other.threshold()).isNotEqualTo(0.5);
  }

  @Test
  void learnsOnAsTheOtherDoes() {
    Replica other = taught(ReplicaFixture.fresh());
    Replica replica = ReplicaFixture.fresh();
    begin(replica, other);
    for (Example example : ReplicaFixture.examples(2, 500)) {
      other.learn(example);
      replica.learn(example);
    }
    assertThat(replica.scorer().raw(EVENT)).isEqualTo(other.scorer().raw(EVENT));
    assertThat(replica.threshold()).isEqualTo(other.threshold());
  }

  @Test
  void hasLearntAndMeasuredNothingItself() {
    Replica replica = ReplicaFixture.fresh();
    begin(replica, taught(ReplicaFixture.fresh()));
    assertThat(replica.examples()).isZero();
    assertThat(replica.totals().examples()).isZero();
    assertThat(replica.quality().auc()).isNaN();
  }

  @Test
  void takesOverItsOwnLearnersOnly() {
    Learners two =
        new Learners(List.of(new Learners.Named("a", OTHER), new Learners.Named("b", SMALL)));
    Replica replica = new Replica(FEATURES, two, BUDGET, WEEK);
    Replica other = taught(ReplicaFixture.fresh());
    assertThat(begin(replica, other)).containsExactly("b");
    double[] scores = replica.scorer().scores(EVENT);
    assertThat(scores[1]).isEqualTo(other.scorer().raw(EVENT));
    assertThat(scores[0]).isEqualTo(0.5);
    Replica otherRate = new Replica(FEATURES, LearnerConfig.ftrl(0.3, 10), BUDGET, WEEK);
    assertThat(begin(otherRate, other)).isEmpty();
  }

  @Test
  void takesOverNothingThatWasLearntOfOtherFeatures() {
    FeatureSet fewer =
        new FeatureSet(FEATURES.schema(), FEATURES.entities(), FEATURES.features().subList(0, 4));
    Replica replica = new Replica(fewer, SMALL, BUDGET, WEEK);
    byte[] before = replica.digest();
    assertThat(begin(replica, taught(ReplicaFixture.fresh()))).isEmpty();
    assertThat(replica.digest()).isEqualTo(before);
  }

  @Test
  void takesOverThresholdAndCalibratorWhereTheirSettingsAreTheSame() {
    Replica other = taught(calibrated(Calibration.PLATT));
    Replica replica =
        new Replica(
            FEATURES,
            Learners.of(SMALL),
            new Serving(Calibration.ISOTONIC, Promotion.DEFAULT),
            new DecisionConfig(6, "customer", UTC, 0.5),
            WEEK);
    begin(replica, other);
    double raw = other.scorer().raw(EVENT);
    assertThat(replica.scorer().raw(EVENT)).isEqualTo(raw);
    assertThat(replica.threshold()).isEqualTo(0.5);
    assertThat(replica.scorer().probability(raw))
        .isEqualTo(calibrated(Calibration.ISOTONIC).scorer().probability(raw));
  }

  @Test
  void isRestoredLikeAnyOther() {
    Replica replica = calibrated(Calibration.PLATT);
    begin(replica, taught(calibrated(Calibration.PLATT)));
    ReplicaFixture.examples(2, 200).forEach(replica::learn);
    StateWriter out = new StateWriter();
    replica.write(out);
    Replica restored = calibrated(Calibration.PLATT);
    restored.read(new StateReader(out.toBytes()));
    ReplicaFixture.examples(3, 200).forEach(replica::learn);
    ReplicaFixture.examples(3, 200).forEach(restored::learn);
    assertThat(restored.digest()).isEqualTo(replica.digest());
  }

  @Test
  void refusesWhatIsNoStart() {
    byte[] other = new StateWriter().putInt(9).toBytes();
    assertThatThrownBy(() -> ReplicaFixture.fresh().begin(new StateReader(other)))
        .hasMessageContaining("start state has format 9, expected 1");
  }
}
