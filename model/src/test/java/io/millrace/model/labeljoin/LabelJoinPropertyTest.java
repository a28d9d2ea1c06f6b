package io.millrace.model.labeljoin;

import static io.millrace.model.labeljoin.LabelJoinFixture.event;
import static io.millrace.model.labeljoin.LabelJoinFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.ScoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class LabelJoinPropertyTest {
  /** One thing that happens to a label join; {@code kind} 0 scored, 1 label, 2 hold, 3 advance. */
  record Happening(int kind, String id, long time, boolean positive, boolean anonymous) {}

  /** A label join, what it told, and how it was called. */
  private static final class Run {
    final LabelJoinFixture.Told told = new LabelJoinFixture.Told();
    final LabelJoinFixture.Kept features = new LabelJoinFixture.Kept();
    final LabelJoin join;
    int scored;
    int labels;
    long sequence;

    Run(LabelPolicy policy) {
      join =
          new LabelJoin(policy, LabelJoinFixture.FEATURES, new MemoryJoinStore(), features, told);
    }

    void meet(Happening happening, int limit) {
      switch (happening.kind()) {
        case 0 -> {
          ScoredEvent event = scored(happening);
          join.scored(event, features.add(event));
          scored++;
        }
        case 1 -> {
          join.label(label(happening, sequence++));
          labels++;
        }
        case 2 -> join.hold(label(happening, sequence++));
        default -> {
          while (join.advance(happening.time(), limit) == limit) {
            assertThat(told.count(Outcome.LEARNT_FROM_LABEL)).isLessThanOrEqualTo(scored);
          }
        }
      }
    }

    int labelOutcomes() {
      return told.count(Outcome.LEARNT_FROM_LABEL)
          + told.count(Outcome.SAMPLED_OUT_FROM_LABEL)
          + told.waiting()
          + told.count(Outcome.DUPLICATE)
          + told.count(Outcome.CONTRADICTING)
          + told.count(Outcome.CORRECTED)
          + told.count(Outcome.LATE)
          + told.count(Outcome.ORPHAN);
    }

    int closedEvents() {
      return told.count(Outcome.LEARNT_FROM_LABEL)
          + told.count(Outcome.LEARNT_ASSUMED)
          + told.count(Outcome.SAMPLED_OUT_FROM_LABEL)
          + told.count(Outcome.SAMPLED_OUT_ASSUMED)
          + told.count(Outcome.UNLABELLED);
    }
  }

  private static ScoredEvent scored(Happening h) {
    return event(h.id(), h.time(), ref("a", h.id()), null, h.anonymous() ? null : ref("c", h.id()));
  }

  private static Label label(Happening h, long sequence) {
    return new Label(h.id(), h.positive(), h.time(), sequence, (int) (h.time() % 3));
  }

  @Provide
  Arbitrary<LabelPolicy> policies() {
    Arbitrary<Duration> lengths = Arbitraries.integers().between(0, 20).map(Duration::ofMillis);
    Arbitrary<NegativeSample> samples = Arbitraries.of(1.0, 0.5, 0.0001).map(NegativeSample::new);
    return Combinators.combine(
            Arbitraries.of(true, false),
            lengths,
            lengths,
            samples,
            Arbitraries.integers().between(-20, 20))
        .as(
            (assume, horizon, remember, sample, after) ->
                new LabelPolicy(
                    assume,
                    horizon,
                    remember,
                    sample,
                    assume && after >= 0 && after < horizon.toMillis()
                        ? Duration.ofMillis(after)
                        : null,
                    Math.floorMod(after, 2) == 0));
  }

  @Provide
  Arbitrary<List<Happening>> happenings() {
    return Combinators.combine(
            Arbitraries.of(0, 0, 1, 2, 2, 3),
            Arbitraries.of("a", "b", "c", "d", "e", "f"),
            Arbitraries.longs().between(0, 60),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(Happening::new)
        .list()
        .ofMinSize(10)
        .ofMaxSize(80);
  }

  @Property(tries = 1500)
  void tellsTheSameAsItsNaiveTwinInTheSameOrder(
      @ForAll("policies") LabelPolicy policy,
      @ForAll("happenings") List<Happening> happenings,
      @ForAll @IntRange(min = 1, max = 5) int limit) {
    Run run = new Run(policy);
    LabelJoinFixture.Told expected = new LabelJoinFixture.Told();
    NaiveLabelJoin naive = new NaiveLabelJoin(policy, expected);
    long sequence = 0;
    for (Happening h : happenings) {
      run.meet(h, limit);
      switch (h.kind()) {
        case 0 -> naive.scored(scored(h));
        case 1 -> naive.label(label(h, sequence++));
        case 2 -> naive.hold(label(h, sequence++));
        default -> naive.advance(h.time());
      }
      assertThat(run.told.all).isEqualTo(expected.all);
      assertThat(run.scored)
          .isEqualTo(
              run.closedEvents() + naive.pending() + run.told.count(Outcome.DUPLICATE_SCORE));
    }
  }

  @Property(tries = 500)
  void accountsForEveryLabelAtAnyMoment(
      @ForAll("policies") LabelPolicy policy, @ForAll("happenings") List<Happening> happenings) {
    Run run = new Run(policy);
    for (Happening h : happenings) {
      if (h.kind() == 2) {
        continue;
      }
      run.meet(h, 3);
      assertThat(run.labelOutcomes()).isEqualTo(run.labels);
      assertThat(run.told.waiting()).isNotNegative();
    }
  }

  @Property(tries = 500)
  void learnsEachEventOnceAndInTheEndAccountsForAll(
      @ForAll boolean assume, @ForAll("happenings") List<Happening> happenings) {
    Run run = new Run(new LabelPolicy(assume, Duration.ofMillis(10), Duration.ofMillis(100)));
    happenings.forEach(h -> run.meet(h, 7));
    assertThat(run.told.examples).extracting(Example::eventId).doesNotHaveDuplicates();

    run.join.advance(1_000, Integer.MAX_VALUE);
    run.join.advance(2_000, Integer.MAX_VALUE);

    long held = happenings.stream().filter(h -> h.kind() == 2).count();
    assertThat(run.labelOutcomes()).isEqualTo((int) (run.labels + held));
    assertThat(run.told.waiting()).isZero();
    assertThat(run.closedEvents() + run.told.count(Outcome.DUPLICATE_SCORE)).isEqualTo(run.scored);
  }

  @Property(tries = 500)
  void releasesHeldLabelsInTheSameOrderHoweverTheyAndTheScoresWereRead(
      @ForAll("policies") LabelPolicy policy,
      @ForAll("happenings") List<Happening> happenings,
      @ForAll Random random) {
    List<Happening> read = new ArrayList<>();
    for (int i = 0; i < happenings.size(); i++) {
      Happening h = happenings.get(i);
      read.add(new Happening(h.kind() % 2 * 2, h.id() + i / 2, h.time(), h.positive(), false));
    }
    List<Happening> shuffled = new ArrayList<>(read);
    Collections.shuffle(shuffled, random);
    assertThat(afterLockstep(policy, shuffled, 2))
        .isEqualTo(afterLockstep(policy, read, Integer.MAX_VALUE));
  }

  private static List<Object> afterLockstep(LabelPolicy policy, List<Happening> read, int limit) {
    LabelJoinFixture.Told told = new LabelJoinFixture.Told();
    LabelJoinFixture.Kept features = new LabelJoinFixture.Kept();
    LabelJoin join =
        new LabelJoin(policy, LabelJoinFixture.FEATURES, new MemoryJoinStore(), features, told);
    List<String> seen = new ArrayList<>();
    for (Happening h : read) {
      if (h.kind() != 0) {
        join.hold(label(h, h.positive() ? 1 : 0));
      } else if (!seen.contains(h.id())) {
        seen.add(h.id());
        ScoredEvent event = event(h.id(), h.id().hashCode() % 50);
        join.scored(event, features.add(event));
      }
    }
    while (join.advance(100, limit) == limit) {
      assertThat(told.all).isNotNull();
    }
    return told.all;
  }
}
