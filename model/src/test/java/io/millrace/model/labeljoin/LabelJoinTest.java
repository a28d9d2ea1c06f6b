package io.millrace.model.labeljoin;

import static io.millrace.model.event.Outcome.CONTRADICTING;
import static io.millrace.model.event.Outcome.DUPLICATE;
import static io.millrace.model.event.Outcome.DUPLICATE_SCORE;
import static io.millrace.model.event.Outcome.LATE;
import static io.millrace.model.event.Outcome.LEARNT_ASSUMED;
import static io.millrace.model.event.Outcome.LEARNT_FROM_LABEL;
import static io.millrace.model.event.Outcome.ORPHAN;
import static io.millrace.model.event.Outcome.UNLABELLED;
import static io.millrace.model.event.Outcome.WAITING_EARLY;
import static io.millrace.model.labeljoin.LabelJoinFixture.event;
import static io.millrace.model.labeljoin.LabelJoinFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The label join (horizon 100 ms, remembers 50 ms)")
class LabelJoinTest {
  private static final LabelPolicy ASSUMING = policy(true);
  private static final LabelPolicy EXPLICIT = policy(false);

  private final LabelJoinFixture.Told told = new LabelJoinFixture.Told();
  private final MemoryJoinStore store = new MemoryJoinStore();
  private LabelJoin join = join(ASSUMING);

  private static LabelPolicy policy(boolean assumeNegative) {
    return new LabelPolicy(assumeNegative, Duration.ofMillis(100), Duration.ofMillis(50));
  }

  private LabelJoin join(LabelPolicy policy) {
    return new LabelJoin(policy, LabelJoinFixture.FEATURES, store, FeatureLog.EMPTY, told);
  }

  private void label(String id, boolean positive, long knownAt) {
    join.label(new Label(id, positive, knownAt, 0));
  }

  private void hold(String id, boolean positive, long knownAt) {
    join.hold(new Label(id, positive, knownAt, 0));
  }

  private int clock(long watermark) {
    return join.advance(watermark, Integer.MAX_VALUE);
  }

  private static OutcomeRecord outcome(Outcome outcome, String id, long at, boolean positive) {
    return new OutcomeRecord(outcome, id, at, positive, false);
  }

  private static OutcomeRecord early(Outcome outcome, String id, long at, boolean positive) {
    return new OutcomeRecord(outcome, id, at, positive, true);
  }

  private static LabelFact fact(
      int entity, String name, long knownAt, boolean positive, boolean assumed, boolean fixes) {
    return new LabelFact(entity, ref(name, "e"), "e", 1000, knownAt, positive, assumed, fixes);
  }

  @Test
  void anEventIsLearntAsItWasScoredOnceItsLabelComes() {
    join.scored(event("e", 1000), 0);
    assertThat(told.all).isEmpty();

    label("e", true, 1040);

    Example learnt = told.examples.get(0);
    assertThat(learnt.eventId()).isEqualTo("e");
    assertThat(learnt.eventTime()).isEqualTo(1000);
    assertThat(learnt.knownAt()).isEqualTo(1040);
    assertThat(learnt.values()).containsExactly(1000);
    assertThat(learnt.positive()).isTrue();
    assertThat(learnt.assumed()).isFalse();
    assertThat(learnt.weight()).isEqualTo(1);
    assertThat(learnt.rawScores()).containsExactly(0.25);
    assertThat(learnt.threshold()).isEqualTo(0.5);
    assertThat(learnt.version()).isEqualTo(7);
    assertThat(learnt.budgetEntity()).isEqualTo(11);
    assertThat(told.outcomes).containsExactly(outcome(LEARNT_FROM_LABEL, "e", 1040, true));
    assertThat(told.facts)
        .containsExactly(
            fact(0, "a", 1040, true, false, false), fact(2, "c", 1040, true, false, false));
  }

  @Test
  void anEntityThatTheEventLacksIsToldNothing() {
    join.scored(event("e", 1000, null, ref("b", "e"), ref("c", "e")), 0);
    label("e", false, 1040);
    assertThat(told.facts).containsExactly(fact(2, "c", 1040, false, false, false));
  }

  @Test
  void silenceUntilTheHorizonIsANegativeKnownAtTheHorizon() {
    join.scored(event("e", 1000), 0);
    assertThat(clock(1099)).isZero();
    assertThat(clock(1100)).isEqualTo(1);

    assertThat(told.all.get(0)).isEqualTo("learn e 1100 false true 1.0 1.0 0.0 [1000.0]");
    assertThat(told.outcomes).containsExactly(outcome(LEARNT_ASSUMED, "e", 1100, false));
    assertThat(told.facts)
        .containsExactly(
            fact(0, "a", 1100, false, true, false), fact(2, "c", 1100, false, true, false));
  }

  @Test
  void silenceTeachesNothingWhereNothingIsAssumed() {
    join = join(EXPLICIT);
    join.scored(event("e", 1000), 0);
    clock(2000);
    assertThat(told.all).containsExactly(outcome(UNLABELLED, "e", 1100, false));
  }

  @Test
  void aScoredEventWhoseHorizonHasPassedWaitsForTheNextAdvance() {
    clock(5000);
    join.scored(event("e", 1000), 0);
    assertThat(told.all).isEmpty();
    clock(5000);
    assertThat(told.outcomes).containsExactly(outcome(LEARNT_ASSUMED, "e", 1100, false));
  }

  @Test
  void aLabelThatComesBeforeItsEventWaitsForIt() {
    label("e", true, 1040);
    assertThat(told.all).containsExactly(outcome(WAITING_EARLY, "e", 1040, true));

    join.scored(event("e", 1000), 0);

    assertThat(told.outcomes).last().isEqualTo(early(LEARNT_FROM_LABEL, "e", 1040, true));
    assertThat(told.examples).hasSize(1);
    assertThat(told.facts).hasSize(2);
    assertThat(told.waiting()).isZero();
  }

  @Test
  void aLabelWhoseEventNeverComesIsAnOrphanInTheEnd() {
    label("e", true, 1040);
    clock(1089);
    assertThat(told.count(ORPHAN)).isZero();
    clock(1090);
    assertThat(told.outcomes).last().isEqualTo(early(ORPHAN, "e", 1090, true));
    assertThat(store.size()).isZero();
  }

  @Test
  void anEarlyLabelWaitsFromTheClockOnHoweverOldItIs() {
    clock(9000);
    label("e", true, 1040);
    clock(9049);
    assertThat(told.count(ORPHAN)).isZero();
    clock(9050);
    assertThat(told.count(ORPHAN)).isOne();
  }

  @Test
  void aSecondLabelOfAnEventThatHasNotComeIsADuplicateOrContradicts() {
    label("e", true, 1010);
    label("e", true, 1020);
    label("e", false, 1030);
    assertThat(told.all)
        .containsExactly(
            outcome(WAITING_EARLY, "e", 1010, true),
            outcome(DUPLICATE, "e", 1020, true),
            outcome(CONTRADICTING, "e", 1030, false));
    join.scored(event("e", 1000), 0);
    assertThat(told.examples.get(0).knownAt()).isEqualTo(1010);
  }

  @Test
  void aSecondLabelOfALearntEventIsADuplicateOrContradicts() {
    join.scored(event("e", 1000), 0);
    label("e", true, 1010);
    told.all.clear();

    label("e", true, 1020);
    label("e", false, 1030);

    assertThat(told.all)
        .containsExactly(
            outcome(DUPLICATE, "e", 1020, true), outcome(CONTRADICTING, "e", 1030, false));
  }

  @Test
  void aNegativeThatConfirmsAnAssumedOneIsADuplicate() {
    join.scored(event("e", 1000), 0);
    clock(1100);
    told.all.clear();
    label("e", false, 1110);
    assertThat(told.all).containsExactly(outcome(DUPLICATE, "e", 1110, false));
  }

  @Test
  void aPositiveAfterItsAssumedNegativeIsLateAndCorrectsTheHistories() {
    join.scored(event("e", 1000), 0);
    clock(1100);
    told.all.clear();

    label("e", true, 1110);
    assertThat(told.all)
        .containsExactly(
            outcome(LATE, "e", 1110, true),
            fact(0, "a", 1110, true, false, true),
            fact(2, "c", 1110, true, false, true));

    told.all.clear();
    label("e", true, 1120);
    label("e", false, 1130);
    assertThat(told.all)
        .containsExactly(
            outcome(DUPLICATE, "e", 1120, true), outcome(CONTRADICTING, "e", 1130, false));
  }

  @Test
  void theFirstLabelAfterAnUnlabelledHorizonIsLateAndToldToTheHistories() {
    join = join(EXPLICIT);
    join.scored(event("e", 1000), 0);
    clock(1100);
    told.all.clear();

    label("e", false, 1110);
    label("e", true, 1120);

    assertThat(told.all)
        .containsExactly(
            outcome(LATE, "e", 1110, false),
            fact(0, "a", 1110, false, false, false),
            fact(2, "c", 1110, false, false, false),
            outcome(CONTRADICTING, "e", 1120, true));
  }

  @Test
  void aLabelKnownAtTheHorizonStillTeaches() {
    join.scored(event("e", 1000), 0);
    label("e", true, 1100);
    assertThat(told.count(LEARNT_FROM_LABEL)).isOne();
  }

  @Test
  void aLabelKnownAfterTheHorizonIsLateEvenIfTheClockIsBehind() {
    join.scored(event("e", 1000), 0);
    label("e", true, 1101);
    assertThat(told.outcomes)
        .containsExactly(outcome(LEARNT_ASSUMED, "e", 1100, false), outcome(LATE, "e", 1101, true));
    assertThat(told.examples).hasSize(1);
    assertThat(clock(1100)).isZero();
  }

  @Test
  void anEarlyLabelKnownAfterTheHorizonIsLateToo() {
    label("e", true, 1101);
    join.scored(event("e", 1000), 0);
    assertThat(told.outcomes)
        .containsExactly(
            outcome(WAITING_EARLY, "e", 1101, true),
            outcome(LEARNT_ASSUMED, "e", 1100, false),
            early(LATE, "e", 1101, true));
    assertThat(told.waiting()).isZero();
  }

  @Test
  void theFirstScoreOfAnIdCounts() {
    join.scored(event("e", 1000), 0);
    join.scored(event("e", 1001), 0);
    label("e", true, 1010);
    join.scored(event("e", 1002), 0);

    assertThat(told.examples).hasSize(1);
    assertThat(told.examples.get(0).eventTime()).isEqualTo(1000);
    assertThat(told.outcomes)
        .containsExactly(
            outcome(DUPLICATE_SCORE, "e", 1001, false),
            outcome(LEARNT_FROM_LABEL, "e", 1010, true),
            outcome(DUPLICATE_SCORE, "e", 1002, false));
  }

  @Test
  void aClosedIdIsRememberedPastItsHorizonAndThenForgotten() {
    join.scored(event("e", 1000), 0);
    label("e", true, 1010);
    clock(1149);
    label("e", true, 1149);
    assertThat(told.count(DUPLICATE)).isOne();

    clock(1150);
    assertThat(store.size()).isZero();
    label("e", true, 1151);
    assertThat(told.count(WAITING_EARLY)).isOne();
  }

  @Test
  void anEventThatComesAgesLateIsRememberedFromTheClockOn() {
    join.scored(event("e", 1000), 0);
    clock(9000);
    assertThat(clock(9049)).isZero();
    assertThat(clock(9050)).isOne();
    assertThat(store.size()).isZero();
  }

  @Test
  void aHeldLabelCountsWhenTheClockReachesIt() {
    join.scored(event("e", 1000), 0);
    hold("e", true, 1040);
    clock(1039);
    assertThat(told.all).isEmpty();
    clock(1040);
    assertThat(told.outcomes).containsExactly(outcome(LEARNT_FROM_LABEL, "e", 1040, true));
  }

  @Test
  void aHeldLabelKnownAtTheHorizonComesBeforeIt() {
    join.scored(event("e", 1000), 0);
    hold("e", true, 1100);
    clock(5000);
    assertThat(told.outcomes).first().isEqualTo(outcome(LEARNT_FROM_LABEL, "e", 1100, true));
    assertThat(told.count(LEARNT_ASSUMED)).isZero();
  }

  @Test
  void whatFellDueIsDoneByDueTimeThenLabelsFirstThenEventTimeThenId() {
    hold("late-read", true, 1101);
    hold("b", true, 1101);
    hold("unknown", true, 1101);
    join.scored(event("b", 1005), 0);
    join.scored(event("a", 1005), 0);
    join.scored(event("late-read", 1004), 0);
    join.scored(event("silent", 1001), 0);
    join.scored(event("first", 1000), 0);
    hold("a", true, 1101);

    clock(1101);

    assertThat(told.outcomes)
        .extracting(OutcomeRecord::outcome, OutcomeRecord::id)
        .containsExactly(
            tuple(LEARNT_ASSUMED, "first"),
            tuple(WAITING_EARLY, "unknown"),
            tuple(LEARNT_FROM_LABEL, "late-read"),
            tuple(LEARNT_FROM_LABEL, "a"),
            tuple(LEARNT_FROM_LABEL, "b"),
            tuple(LEARNT_ASSUMED, "silent"));
  }

  @Test
  void twoHeldLabelsOfOneEventAtOneMomentAreTakenInTheirSequence() {
    join.scored(event("e", 1000), 0);
    join.hold(new Label("e", false, 1040, 2));
    join.hold(new Label("e", true, 1040, 1));
    clock(1040);
    assertThat(told.outcomes)
        .containsExactly(
            outcome(LEARNT_FROM_LABEL, "e", 1040, true), outcome(CONTRADICTING, "e", 1040, false));
  }

  @Test
  void aBoundedAdvanceStopsAndGoesOnWhereItStopped() {
    for (int i = 0; i < 5; i++) {
      join.scored(event("e" + i, 1000 + i), 0);
    }
    assertThat(join.advance(2000, 2)).isEqualTo(2);
    assertThat(told.examples).extracting(Example::eventId).containsExactly("e0", "e1");
    assertThat(join.advance(2000, 10)).isEqualTo(3);
    assertThat(told.examples)
        .extracting(Example::eventId)
        .containsExactly("e0", "e1", "e2", "e3", "e4");
  }

  @Test
  void aClockThatGoesBackDoesNothingTwice() {
    join.scored(event("e", 1000), 0);
    clock(1100);
    assertThat(clock(1050)).isZero();
    assertThat(told.examples).hasSize(1);
  }

  @Test
  void aNegativeHorizonIsRefused() {
    assertThatThrownBy(() -> new LabelPolicy(true, Duration.ofDays(-7), Duration.ZERO))
        .hasMessage("labels.after = PT-168H, expected zero or more, e.g. 7d");
  }
}
