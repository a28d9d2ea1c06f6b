package io.millrace.model.replica;

import static io.millrace.model.replica.ReplicaFixture.BUDGET;
import static io.millrace.model.replica.ReplicaFixture.FEATURES;
import static io.millrace.model.replica.ReplicaFixture.WEEK;
import static io.millrace.model.replica.ReplicaFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.event.Example;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.Learners;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Several learners of one log")
class SeveralLearnersTest {
  private static final LearnerConfig SLOW = LearnerConfig.ftrl(0.05, 10);
  private static final LearnerConfig WIDE = LearnerConfig.adagrad(0.1, 12);
  private static final LearnerConfig QUICK = LearnerConfig.ftrl(0.5, 10);
  private static final Learners THREE = learners(List.of("slow", "wide", "quick"));

  @Test
  void eachScoreAsTheyWouldAlone() {
    Replica all = of(THREE);
    Replica slow = new Replica(FEATURES, SLOW, BUDGET, WEEK);
    Replica wide = new Replica(FEATURES, WIDE, BUDGET, WEEK);
    Replica quick = new Replica(FEATURES, QUICK, BUDGET, WEEK);
    for (Example example : ReplicaFixture.examples(1, 500)) {
      List.of(all, slow, wide, quick).forEach(replica -> replica.learn(example));
    }
    float[] event = values(300, "FR", 2.5f);
    assertThat(all.scorer().scores(event))
        .containsExactly(
            slow.scorer().raw(event), wide.scorer().raw(event), quick.scorer().raw(event));
    assertThat(all.scorer().raw(event)).isEqualTo(slow.scorer().raw(event));
    assertThat(all.scorer().reasons(event, List.of("FR"), 9))
        .isEqualTo(slow.scorer().reasons(event, List.of("FR"), 9));
  }

  @Test
  void areEachTestedByTheScoreTheyGaveThen() {
    Replica replica = of(THREE);
    for (Example example : scored(replica, 500)) {
      replica.learn(example);
    }
    List<Double> losses = new ArrayList<>();
    for (Member member : replica.members()) {
      assertThat(member.totals().examples()).isEqualTo(500);
      assertThat(member.quality().count()).isEqualTo(500);
      losses.add(member.totals().logLoss());
    }
    assertThat(losses).doesNotHaveDuplicates();
    assertThat(replica.quality()).isSameAs(replica.members().get(0).quality());
  }

  @Test
  void areTestedOnNothingThatTheyWereNotAskedFor() {
    Replica replica = of(THREE);
    for (Example example : ReplicaFixture.examples(1, 100)) {
      replica.learn(example);
    }
    assertThat(replica.examples()).isEqualTo(100);
    assertThat(replica.members())
        .extracting(member -> member.totals().examples())
        .as("what one unnamed learner said is what was served")
        .containsExactly(100L, 0L, 0L);
  }

  @Test
  void areOtherModelsUnderOtherSettings() {
    Learners changed =
        new Learners(
            List.of(
                new Learners.Named("slow", LearnerConfig.ftrl(0.06, 10)),
                new Learners.Named("quick", QUICK)));
    Replica before = of(THREE);
    Replica after = of(changed);
    scored(before, 100).forEach(after::learn);
    assertThat(after.members().get(0).id()).isNotEqualTo(before.members().get(0).id());
    assertThat(after.members().get(1).id()).isEqualTo(before.members().get(2).id());
    assertThat(after.members().get(1).totals().examples()).isEqualTo(100);
  }

  @Test
  void goOnBitForBitWhereTheyWereWritten() {
    Replica original = of(THREE);
    List<Example> examples = scored(original, 800);
    examples.subList(0, 400).forEach(original::learn);
    Replica restored = of(THREE);
    restored.read(new StateReader(bytes(original)));
    assertThat(restored.digest()).isEqualTo(original.digest());
    examples.subList(400, 800).forEach(original::learn);
    examples.subList(400, 800).forEach(restored::learn);
    assertThat(restored.digest()).isEqualTo(original.digest());
    assertThat(restored.examples()).isEqualTo(800);
  }

  @Test
  void areNotRestoredAsOthers() {
    Replica three = of(THREE);
    byte[] bytes = bytes(three);
    Replica two = of(learners(List.of("slow", "wide")));
    assertThatThrownBy(() -> two.read(new StateReader(bytes)))
        .hasMessageStartingWith("replica state has 3 learners, expected 2");
    Replica other = of(learners(List.of("slow", "quick", "wide")));
    assertThatThrownBy(() -> other.read(new StateReader(bytes)))
        .hasMessageStartingWith("replica state has the learner wide, expected quick");
    Replica one = ReplicaFixture.fresh();
    assertThatThrownBy(() -> one.read(new StateReader(bytes)))
        .hasMessageStartingWith("replica state has format 2, expected 1");
  }

  /** Scored by a replica that learns as the other will. */
  private static List<Example> scored(Replica like, int count) {
    Replica scoring = of(THREE);
    assertThat(scoring.scoredBy()).hasSize(like.members().size());
    List<Example> scored = new ArrayList<>();
    for (Example e : ReplicaFixture.examples(3, count)) {
      Example example =
          new Example(
              e.eventId(),
              e.eventTime(),
              e.knownAt(),
              e.values(),
              e.positive(),
              e.assumed(),
              e.weight(),
              scoring.scorer().scores(e.values()),
              e.threshold(),
              e.version(),
              e.budgetEntity(),
              scoring.scoredBy(),
              Example.UNCALIBRATED);
      scored.add(example);
      scoring.learn(example);
    }
    return scored;
  }

  private static Replica of(Learners learners) {
    return new Replica(FEATURES, learners, BUDGET, WEEK);
  }

  private static Learners learners(List<String> names) {
    return new Learners(
        names.stream()
            .map(
                name ->
                    new Learners.Named(
                        name, name.equals("slow") ? SLOW : name.equals("wide") ? WIDE : QUICK))
            .toList());
  }

  private static byte[] bytes(Replica replica) {
    StateWriter out = new StateWriter();
    replica.write(out);
    return out.toBytes();
  }
}
