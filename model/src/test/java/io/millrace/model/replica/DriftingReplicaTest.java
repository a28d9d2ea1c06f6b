package io.millrace.model.replica;

import static io.millrace.model.replica.ReplicaFixture.BUDGET;
import static io.millrace.model.replica.ReplicaFixture.FEATURES;
import static io.millrace.model.replica.ReplicaFixture.SMALL;
import static io.millrace.model.replica.ReplicaFixture.WEEK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.calibrate.Calibration;
import io.millrace.model.champion.Promotion;
import io.millrace.model.champion.Serving;
import io.millrace.model.drift.DriftConfig;
import io.millrace.model.drift.QualityDetector;
import io.millrace.model.drift.QualityDrift;
import io.millrace.model.drift.QualityEpisode;
import io.millrace.model.event.Example;
import io.millrace.model.learner.Learners;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A replica whose quality drifts")
class DriftingReplicaTest {
  private static final int BLOCK = QualityDrift.BLOCK;
  private static final int CHANGED = 60 * BLOCK;
  private static final List<Example> STREAM = stream();

  @ParameterizedTest
  @EnumSource(QualityDetector.class)
  void findsTheSameEpisodeAfterTheSameExampleRestoredInItOrNot(QualityDetector detector) {
    Replica straight = watched(detector);
    Replica restored = watched(detector);
    int next = 0;
    for (Example example : STREAM) {
      straight.learn(example);
      restored.learn(example);
      // In a block, before and in the episode, and after it.
      if (next++ % 9_973 == 0) {
        Replica again = watched(detector);
        again.read(new StateReader(bytes(restored)));
        restored = again;
      }
    }
    assertThat(restored.digest()).isEqualTo(straight.digest());
    List<QualityEpisode> episodes = straight.qualityDrift().orElseThrow().episodes();
    assertThat(episodes).isEqualTo(restored.qualityDrift().orElseThrow().episodes());
    assertThat(episodes)
        .anySatisfy(
            episode -> {
              assertThat(episode.after()).isBetween(CHANGED + 1L, CHANGED + 45L * BLOCK);
              assertThat(episode.started())
                  .as("when the label was known")
                  .isEqualTo(STREAM.get((int) episode.after() - 1).knownAt());
            });
  }

  @Test
  void isTheSameBytesAsBeforeWhereNothingWatches() {
    Replica plain = new Replica(FEATURES, SMALL, BUDGET, WEEK);
    Replica none =
        replica(Learners.of(SMALL), new Serving(Calibration.NONE, Promotion.DEFAULT, null));
    Replica watched = watched(QualityDetector.ADWIN);
    for (Example example : STREAM.subList(0, 2 * BLOCK)) {
      List.of(plain, none, watched).forEach(replica -> replica.learn(example));
    }
    assertThat(none.digest()).isEqualTo(plain.digest());
    assertThat(watched.digest()).isNotEqualTo(plain.digest());
    assertThat(plain.qualityDrift()).isEmpty();
    assertThatThrownBy(() -> watched.read(new StateReader(bytes(plain))))
        .hasMessageContaining("it is of other settings; without it the log is replayed");
    assertThatThrownBy(() -> plain.read(new StateReader(bytes(watched))))
        .hasMessageContaining("it is of other settings; without it the log is replayed");
  }

  @Test
  void forgetsWhatWasUsualOfTheLearnerThatServedBefore() {
    Serving serving = new Serving(Calibration.NONE, Promotion.DEFAULT, adwin());
    Replica replica = replica(Duel.TWO, serving);
    Duel duel = new Duel(replica, 1);
    for (int i = 0; i < 60 * BLOCK; i++) replica.learn(duel.example(0.5, 0.5, 0.2));
    replica.promote("new", true);
    for (int i = 0; i < 60 * BLOCK; i++) replica.learn(duel.example(0.5, 0.5, 0.2));
    QualityDrift drift = replica.qualityDrift().orElseThrow();
    assertThat(drift.episodes()).as("the other has always been so").isEmpty();
    for (int i = 0; i < 60 * BLOCK; i++) replica.learn(duel.example(0.5, 0.5, 0.01));
    assertThat(drift.drifts()).isTrue();
    replica.rollback();
    assertThat(drift.drifts()).isFalse();
    assertThat(drift.episodes().get(0).end()).isEqualTo(QualityEpisode.End.REPLACED);
  }

  private static DriftConfig adwin() {
    return new DriftConfig(QualityDetector.ADWIN, 1_000_000);
  }

  private static Replica watched(QualityDetector detector) {
    return replica(
        Learners.of(SMALL),
        new Serving(Calibration.NONE, Promotion.DEFAULT, new DriftConfig(detector, 1_000_000)));
  }

  private static Replica replica(Learners learners, Serving serving) {
    return new Replica(FEATURES, learners, serving, BUDGET, WEEK);
  }

  /** Whoever scores is seldom wrong, then often, then seldom. */
  private static List<Example> stream() {
    Random random = new Random(17);
    List<Example> stream = new ArrayList<>();
    for (Example e : ReplicaFixture.examples(5, 150 * BLOCK)) {
      int at = stream.size();
      boolean changed = at >= CHANGED && at < 100 * BLOCK;
      double wrong = random.nextDouble() < (changed ? 0.3 : 0.05) ? 0.8 : 0.1;
      stream.add(
          new Example(
              e.eventId(),
              e.eventTime(),
              e.knownAt(),
              e.values(),
              e.positive(),
              e.assumed(),
              e.weight(),
              new double[] {e.positive() ? 1 - wrong : wrong},
              e.threshold(),
              e.version(),
              e.budgetEntity()));
    }
    return stream;
  }

  private static byte[] bytes(Replica replica) {
    StateWriter out = new StateWriter();
    replica.write(out);
    return out.toBytes();
  }
}
