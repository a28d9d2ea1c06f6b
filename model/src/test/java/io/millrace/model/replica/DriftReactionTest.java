package io.millrace.model.replica;

import static io.millrace.model.replica.ReplicaFixture.FEATURES;
import static io.millrace.model.replica.ReplicaFixture.WEEK;
import static io.millrace.model.replica.ReplicaFixture.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.calibrate.Calibration;
import io.millrace.model.champion.Promotion;
import io.millrace.model.champion.Serving;
import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.drift.DriftConfig;
import io.millrace.model.drift.QualityDetector;
import io.millrace.model.drift.QualityDrift;
import io.millrace.model.drift.QualityEpisode;
import io.millrace.model.drift.Reaction;
import io.millrace.model.event.Example;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.Learners;
import io.millrace.model.metric.LogLoss;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a replica does about a drift")
class DriftReactionTest {
  private static final int BLOCK = QualityDrift.BLOCK;
  private static final int CHANGED = 60 * BLOCK;
  private static final Reaction RAISED = Reaction.raiseRate(8, 20_000);
  private static final Promotion SOON = new Promotion(true, 0.05, 0.01, 1, 1000, 1000);

  static List<Reaction> reactions() {
    return List.of(RAISED, Reaction.RESET_CHALLENGER);
  }

  /** Replicas that say what they think of the events of a stream, and then learn them. */
  private static final class Stream {
    private final Random random;
    private final List<Example> log = new ArrayList<>();
    private int next;
    double loss;

    Stream(long seed) {
      random = new Random(seed);
    }

    Stream run(Replica replica, int count) {
      loss = 0;
      Scorer scorer = replica.scorer();
      for (int i = 0; i < count; i++) {
        int amount = random.nextInt(400);
        boolean positive = random.nextInt(20) == 0 == (amount > 200 == next < CHANGED);
        float[] values = values(amount, random.nextBoolean() ? "FR" : "AT", 1);
        double[] scores = scorer.scores(values);
        long time = 1_522_540_800_000L + next * 600_000L;
        Example example =
            new Example(
                "e" + next++,
                time,
                time + WEEK.toMillis(),
                values,
                positive,
                false,
                1,
                scores,
                0.5,
                next,
                0,
                replica.scoredBy(),
                Example.UNCALIBRATED);
        loss += LogLoss.of(scores[0], positive);
        log.add(example);
        replica.learn(example);
      }
      return this;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aRaisedRateLetsQualityRecoverSooner(long seed) {
    Replica none = one(Reaction.NONE);
    Replica raised = one(RAISED);
    double before = lossSinceTheEpisode(none, seed);
    assertThat(lossSinceTheEpisode(raised, seed)).as("not %.3f", before).isLessThan(0.7 * before);
    assertThat(episodes(raised).get(0).after()).isEqualTo(episodes(none).get(0).after());
    assertThat(episodes(raised).get(0).end()).isEqualTo(QualityEpisode.End.RECOVERED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aChallengerThatBeganAnewTakesOver(long seed) {
    Replica none = two(Reaction.NONE);
    Replica anew = two(Reaction.RESET_CHALLENGER);
    double before = lossSinceTheEpisode(none, seed);
    assertThat(lossSinceTheEpisode(anew, seed)).as("not %.3f", before).isLessThan(0.7 * before);
    assertThat(none.contest().reign()).isEqualTo(1);
    assertThat(anew.champion().name()).isEqualTo("new");
    assertThat(anew.members().get(0).totals().examples())
        .as("the one that served is as it was")
        .isEqualTo(anew.examples());
  }

  /** Mean of 20,000 examples: until it begins all do alike. */
  private static double lossSinceTheEpisode(Replica replica, long seed) {
    Stream stream = new Stream(seed).run(replica, CHANGED);
    while (episodes(replica).isEmpty()) stream.run(replica, BLOCK);
    return stream.run(replica, 20_000).loss / 20_000;
  }

  @ParameterizedTest
  @MethodSource("reactions")
  void isTheSameOnEveryReplicaAlsoOnOneThatWasRestoredInTheMiddle(Reaction reaction) {
    Replica scoring = two(reaction);
    List<Example> log = new Stream(5).run(scoring, CHANGED + 60 * BLOCK).log;
    Replica follower = two(reaction);
    Replica restored = two(reaction);
    int next = 0;
    for (Example example : log) {
      follower.learn(example);
      restored.learn(example);
      if (++next % 3_001 == 0) {
        byte[] state = bytes(restored);
        restored = two(reaction);
        restored.read(new StateReader(state));
        assertThat(restored.raised()).isEqualTo(follower.raised());
        assertThat(restored.scoredBy()).containsExactly(follower.scoredBy());
      }
    }
    assertThat(follower.digest()).isEqualTo(scoring.digest());
    assertThat(restored.digest()).isEqualTo(scoring.digest());
    assertThat(episodes(scoring)).isNotEmpty();
  }

  @Test
  void endsByItself() {
    Replica replica = one(RAISED);
    Stream stream = new Stream(1).run(replica, CHANGED);
    assertThat(replica.raised()).isEqualTo(1);
    while (replica.raised() == 1) stream.run(replica, 1);
    QualityEpisode episode = episodes(replica).get(0);
    assertThat(episode.after()).isEqualTo(replica.examples());
    assertThat(episode.until()).isEqualTo(replica.examples() + 20_000);
    stream.run(replica, 19_999);
    assertThat(replica.raised()).isEqualTo(8);
    stream.run(replica, 1);
    assertThat(replica.raised()).isEqualTo(1);
  }

  @Test
  void endsWhereAnOperatorSaysSo() {
    Replica replica = one(RAISED);
    Stream stream = new Stream(1).run(replica, CHANGED);
    while (replica.raised() == 1) stream.run(replica, 1);
    stream.run(replica, 777);
    replica.endReaction();
    assertThat(replica.raised()).isEqualTo(1);
    assertThat(episodes(replica).get(0).until()).isEqualTo(replica.examples());
    Replica restored = one(RAISED);
    restored.read(new StateReader(bytes(replica)));
    assertThat(restored.raised()).isEqualTo(1);
    byte[] ended = replica.digest();
    replica.endReaction();
    assertThat(replica.digest()).as("a second time it says nothing").isEqualTo(ended);
    Replica none = one(Reaction.NONE);
    none.endReaction();
    assertThat(none.raised()).isEqualTo(1);
  }

  @Test
  void scoresOfBeforeSayNothingOfAChallengerThatBeganAnew() {
    Replica replica = two(Reaction.RESET_CHALLENGER);
    Stream stream = new Stream(1).run(replica, CHANGED);
    long[] before = replica.scoredBy().clone();
    Example early = stream.log.get(CHANGED - 1);
    while (episodes(replica).isEmpty()) stream.run(replica, 1);
    Member challenger = replica.members().get(1);
    assertThat(challenger.lives()).isEqualTo(1);
    assertThat(challenger.id()).isNotEqualTo(before[1]);
    assertThat(replica.scoredBy()).containsExactly(before[0], challenger.id());
    assertThat(challenger.totals().examples()).isZero();
    assertThat(replica.contest().of(challenger).evidence()).isEqualTo(1);
    assertThat(replica.contest().bar()).as("of a second champion").isEqualTo(2 * 3 / 0.05);
    replica.learn(early);
    assertThat(challenger.totals().examples()).isZero();
    stream.run(replica, 1);
    assertThat(challenger.totals().examples()).isEqualTo(1);
  }

  private static List<QualityEpisode> episodes(Replica replica) {
    return replica.qualityDrift().orElseThrow().episodes();
  }

  private static Replica one(Reaction reaction) {
    return replica(Learners.of(LearnerConfig.ftrl(0.05, 10)), reaction);
  }

  private static Replica two(Reaction reaction) {
    return replica(
        new Learners(
            List.of(
                new Learners.Named("old", LearnerConfig.ftrl(0.05, 10)),
                new Learners.Named("new", LearnerConfig.ftrl(0.05, 10)))),
        reaction);
  }

  private static Replica replica(Learners learners, Reaction reaction) {
    return new Replica(
        FEATURES,
        learners,
        new Serving(
            Calibration.NONE, SOON, new DriftConfig(QualityDetector.ADWIN, 1_000_000, reaction)),
        DecisionConfig.threshold(0.5),
        WEEK);
  }

  private static byte[] bytes(Replica replica) {
    StateWriter out = new StateWriter();
    replica.write(out);
    return out.toBytes();
  }
}
