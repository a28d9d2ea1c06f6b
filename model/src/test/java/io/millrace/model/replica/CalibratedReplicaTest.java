package io.millrace.model.replica;

import static io.millrace.model.replica.ReplicaFixture.BUDGET;
import static io.millrace.model.replica.ReplicaFixture.FEATURES;
import static io.millrace.model.replica.ReplicaFixture.SMALL;
import static io.millrace.model.replica.ReplicaFixture.WEEK;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.calibrate.Calibration;
import io.millrace.model.champion.Promotion;
import io.millrace.model.champion.Serving;
import io.millrace.model.event.Example;
import io.millrace.model.learner.Learners;
import io.millrace.model.metric.PrequentialWindow;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A calibrated replica")
class CalibratedReplicaTest {
  private static Replica fresh(Calibration calibration) {
    return new Replica(
        FEATURES, Learners.of(SMALL), new Serving(calibration, Promotion.DEFAULT), BUDGET, WEEK);
  }

  @ParameterizedTest
  @EnumSource(Calibration.class)
  void ranksAsItWouldWithout(Calibration calibration) {
    Replica replica = fresh(calibration);
    Replica plain = ReplicaFixture.fresh();
    for (Example example : ReplicaFixture.examples(1, 2000)) {
      replica.learn(example);
      plain.learn(example);
    }
    float[] event = ReplicaFixture.values(300, "FR", 2.5f);
    assertThat(replica.scorer().raw(event)).isEqualTo(plain.scorer().raw(event));
    assertThat(replica.quality().auc()).isEqualTo(plain.quality().auc());
    assertThat(replica.threshold()).isEqualTo(plain.threshold());
  }

  @ParameterizedTest
  @EnumSource(
      value = Calibration.class,
      names = {"PLATT", "ISOTONIC"})
  void tellsHowOftenAScoreWasPositive(Calibration calibration) {
    Replica replica = fresh(calibration);
    ReplicaFixture.examples(1, 4000).forEach(replica::learn);
    Scorer scorer = replica.scorer();
    List<Example> later =
        ReplicaFixture.examples(2, 4000).stream()
            .filter(e -> e.rawScores()[0] > 0.4 && e.rawScores()[0] < 0.6)
            .toList();
    double rate = later.stream().filter(Example::positive).count() / (double) later.size();
    double told =
        later.stream().mapToDouble(e -> scorer.probability(e.rawScores()[0])).average().orElse(0);
    double raw = later.stream().mapToDouble(e -> e.rawScores()[0]).average().orElse(0);
    assertThat(Math.abs(told - rate)).isLessThan(0.05).isLessThan(Math.abs(raw - rate) / 3);
    assertThat(scorer.probabilities(new double[] {0.5})).containsExactly(scorer.probability(0.5));
  }

  @Test
  void isMeasuredByWhatWasToldWhenTheEventWasScored() {
    Replica replica = fresh(Calibration.PLATT);
    PrequentialWindow window = new PrequentialWindow(PrequentialWindow.DEFAULT_EXAMPLES);
    for (Example e : ReplicaFixture.examples(1, 500)) {
      double told = e.rawScores()[0] / 3;
      replica.learn(told(e, told));
      window.add(e.rawScores()[0], told, e.positive(), e.weight());
    }
    assertThat(replica.quality().brier()).isEqualTo(window.brier());
    assertThat(replica.quality().calibrationError()).isEqualTo(window.calibrationError());
  }

  @Test
  void tellsMoreWhenThereAreMorePositivesThanThereWere() {
    Serving follows = new Serving(Calibration.PLATT, 500, Promotion.DEFAULT);
    Replica following = new Replica(FEATURES, Learners.of(SMALL), follows, BUDGET, WEEK);
    Replica other = fresh(Calibration.PLATT);
    List<Example> examples = ReplicaFixture.examples(1, 6000);
    for (int i = 0; i < examples.size(); i++) {
      Example example = examples.get(i);
      // At last a negative in four only is there.
      if (i > 5000 && !example.positive() && i % 4 != 0) continue;
      following.learn(example);
      other.learn(example);
    }
    double told = other.scorer().probability(0.5);
    double shift = following.champion().priorOdds();
    assertThat(shift).isGreaterThan(1.3);
    assertThat(following.scorer().probability(0.5))
        .isEqualTo(told * shift / (told * shift + (1 - told)));
    assertThat(following.scorer().raw(examples.get(0).values()))
        .isEqualTo(other.scorer().raw(examples.get(0).values()));

    StateWriter out = new StateWriter();
    following.write(out);
    Replica restored = new Replica(FEATURES, Learners.of(SMALL), follows, BUDGET, WEEK);
    restored.read(new StateReader(out.toBytes()));
    assertThat(restored.digest()).isEqualTo(following.digest());
    assertThat(restored.scorer().probability(0.5)).isEqualTo(following.scorer().probability(0.5));
  }

  @ParameterizedTest
  @EnumSource(Calibration.class)
  void goesOnBitForBitWhereItWasWritten(Calibration calibration) {
    Replica original = fresh(calibration);
    List<Example> examples = ReplicaFixture.examples(1, 1000);
    examples.subList(0, 500).forEach(original::learn);
    StateWriter out = new StateWriter();
    original.write(out);
    Replica restored = fresh(calibration);
    restored.read(new StateReader(out.toBytes()));
    examples.subList(500, 1000).forEach(original::learn);
    examples.subList(500, 1000).forEach(restored::learn);
    assertThat(restored.digest()).isEqualTo(original.digest());
    assertThat(restored.scorer().probability(0.3)).isEqualTo(original.scorer().probability(0.3));
  }

  private static Example told(Example e, double probability) {
    return new Example(
        e.eventId(),
        e.eventTime(),
        e.knownAt(),
        e.values(),
        e.positive(),
        e.assumed(),
        e.weight(),
        e.rawScores(),
        e.threshold(),
        e.version(),
        e.budgetEntity(),
        Example.ONE_MODEL,
        new double[] {probability});
  }
}
