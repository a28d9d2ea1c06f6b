package io.millrace.model.labeljoin;

import static io.millrace.model.labeljoin.LabelJoinFixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.Outcome;
import java.time.Duration;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An event that is negative after 10 ms unless its label says otherwise within 100 ms")
class ProvisionalNegativesTest {
  private final LabelJoinFixture.Told told = new LabelJoinFixture.Told();
  private final LabelJoin join =
      new LabelJoin(
          policy(Duration.ofMillis(10)),
          LabelJoinFixture.FEATURES,
          new MemoryJoinStore(),
          FeatureLog.EMPTY,
          told);

  private static LabelPolicy policy(Duration negativeAfter) {
    return new LabelPolicy(
        true,
        Duration.ofMillis(100),
        Duration.ofMillis(50),
        NegativeSample.ALL,
        negativeAfter,
        false);
  }

  private Tuple[] examples() {
    return told.examples.stream()
        .map(e -> tuple(e.positive(), e.weight(), e.lesson(), e.reverses(), e.knownAt()))
        .toArray(Tuple[]::new);
  }

  @Test
  void isALessonThenAndATestAtItsHorizon() {
    join.scored(event("e", 1000), 0);
    join.advance(1009, 9);
    assertThat(told.all).isEmpty();
    join.advance(1010, 9);
    assertThat(examples()).containsExactly(tuple(false, 0f, 1f, 0f, 1010L));
    assertThat(told.outcomes).isEmpty();
    assertThat(told.facts).isEmpty();
    join.advance(1100, 9);
    assertThat(examples()[1]).isEqualTo(tuple(false, 1f, 0f, 0f, 1100L));
    assertThat(told.examples.get(1).values()).isEmpty();
    assertThat(told.count(Outcome.LEARNT_ASSUMED)).isEqualTo(1);
    assertThat(told.facts).hasSize(2);
  }

  @Test
  void takesTheLessonBackIfItsLabelIsPositive() {
    join.scored(event("e", 1000), 0);
    join.advance(1010, 9);
    join.label(new Label("e", true, 1050, 0));
    assertThat(examples()[1]).isEqualTo(tuple(true, 1f, 1f, 1f, 1050L));
    assertThat(told.examples.get(1).values()).containsExactly(1000);
  }

  @Test
  void isTestedOnlyIfItsLabelIsNegative() {
    join.scored(event("e", 1000), 0);
    join.advance(1010, 9);
    join.label(new Label("e", false, 1050, 0));
    assertThat(examples()[1]).isEqualTo(tuple(false, 1f, 0f, 0f, 1050L));
  }

  @Test
  void isLearntOnceIfItsLabelComesFirst() {
    join.scored(event("e", 1000), 0);
    join.label(new Label("e", true, 1005, 0));
    join.advance(1200, 9);
    assertThat(told.examples).extracting(Example::lesson).containsExactly(1f);
    assertThat(examples()).containsExactly(tuple(true, 1f, 1f, 0f, 1005L));
  }

  @Test
  void isNothingWithoutAnAssumptionOrAHorizonBehindIt() {
    assertThatThrownBy(() -> policy(Duration.ofMillis(100)))
        .hasMessageContaining("labels.negative_after = PT0.1S, expected less than labels.after");
    assertThatThrownBy(
            () ->
                new LabelPolicy(
                    false,
                    Duration.ofMillis(100),
                    Duration.ZERO,
                    NegativeSample.ALL,
                    Duration.ZERO,
                    false))
        .hasMessageContaining("expected no such key without assume: negative");
  }
}
