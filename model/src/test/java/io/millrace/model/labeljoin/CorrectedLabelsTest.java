package io.millrace.model.labeljoin;

import static io.millrace.model.labeljoin.LabelJoinFixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Label;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Labels of an investigator (0) and of chargebacks (1), which are believed more")
class CorrectedLabelsTest {
  private static final int INVESTIGATOR = 0;
  private static final int CHARGEBACK = 1;

  private final LabelJoinFixture.Told told = new LabelJoinFixture.Told();
  private final List<Long> delays = new ArrayList<>();
  private final LabelJoin join = join(true);

  private LabelJoin join(boolean corrects) {
    LabelPolicy policy =
        new LabelPolicy(
            true,
            Duration.ofMillis(100),
            Duration.ofMillis(50),
            NegativeSample.ALL,
            null,
            corrects);
    LabelJoinOutput output =
        new LabelJoinOutput() {
          @Override
          public void learn(io.millrace.model.event.Example example) {
            told.learn(example);
          }

          @Override
          public void outcome(OutcomeRecord outcome) {
            told.outcome(outcome);
          }

          @Override
          public void met(Label label, long delay) {
            delays.add(delay);
          }

          @Override
          public void feedback(LabelFact fact) {
            told.feedback(fact);
          }
        };
    return new LabelJoin(
        policy, LabelJoinFixture.FEATURES, new MemoryJoinStore(), FeatureLog.EMPTY, output);
  }

  private void label(boolean positive, long knownAt, int channel) {
    join.label(new Label("e", positive, knownAt, knownAt, channel));
  }

  private List<Outcome> outcomes() {
    return told.outcomes.stream().map(OutcomeRecord::outcome).toList();
  }

  @Test
  void correctTheHistoriesAndTeachNothingMore() {
    join.scored(event("e", 1000), 0);
    label(false, 1020, INVESTIGATOR);
    label(true, 1090, CHARGEBACK);
    assertThat(outcomes()).containsExactly(Outcome.LEARNT_FROM_LABEL, Outcome.CORRECTED);
    assertThat(told.examples).hasSize(1);
    assertThat(told.facts).hasSize(4);
    assertThat(told.facts.subList(2, 4)).allMatch(f -> f.positive() && f.correction());
    assertThat(delays).containsExactly(20L);
  }

  @Test
  void contradictWhatIsBelievedMoreInVain() {
    join.scored(event("e", 1000), 0);
    label(true, 1020, CHARGEBACK);
    label(false, 1030, INVESTIGATOR);
    assertThat(outcomes()).containsExactly(Outcome.LEARNT_FROM_LABEL, Outcome.CONTRADICTING);
    assertThat(told.facts).hasSize(2);
  }

  @Test
  void areCorrectedByTheirOwnChannelAsOftenAsItChangesItsMind() {
    join.scored(event("e", 1000), 0);
    label(true, 1020, CHARGEBACK);
    label(false, 1030, CHARGEBACK);
    label(true, 1040, CHARGEBACK);
    assertThat(outcomes())
        .containsExactly(Outcome.LEARNT_FROM_LABEL, Outcome.CORRECTED, Outcome.CORRECTED);
    assertThat(told.facts).extracting(LabelFact::positive).endsWith(false, false, true, true);
  }

  @Test
  void areFirmerOnceAHigherChannelHasConfirmedThem() {
    join.scored(event("e", 1000), 0);
    label(true, 1020, INVESTIGATOR);
    label(true, 1030, CHARGEBACK);
    label(false, 1040, INVESTIGATOR);
    assertThat(outcomes())
        .containsExactly(Outcome.LEARNT_FROM_LABEL, Outcome.DUPLICATE, Outcome.CONTRADICTING);
  }

  @Test
  void areCorrectedWhileTheyWaitForTheirEvent() {
    label(false, 1020, INVESTIGATOR);
    label(true, 1030, CHARGEBACK);
    join.scored(event("e", 1000), 0);
    assertThat(outcomes())
        .containsExactly(Outcome.WAITING_EARLY, Outcome.CORRECTED, Outcome.LEARNT_FROM_LABEL);
    assertThat(told.examples.get(0).positive()).isTrue();
    assertThat(told.examples.get(0).knownAt()).isEqualTo(1030);
  }

  @Test
  void correctEvenALateLabel() {
    join.scored(event("e", 1000), 0);
    join.advance(1100, 9);
    label(true, 1120, CHARGEBACK);
    label(false, 1130, CHARGEBACK);
    assertThat(outcomes()).containsExactly(Outcome.LEARNT_ASSUMED, Outcome.LATE, Outcome.CORRECTED);
    assertThat(told.facts).hasSize(6).allMatch(f -> f.correction() || f.assumed());
  }
}
