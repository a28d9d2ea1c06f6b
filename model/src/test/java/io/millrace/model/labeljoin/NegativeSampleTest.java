package io.millrace.model.labeljoin;

import static io.millrace.model.labeljoin.LabelJoinFixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A sample of the negatives")
class NegativeSampleTest {
  private static final NegativeSample TENTH = new NegativeSample(0.1);

  private final LabelJoinFixture.Told told = new LabelJoinFixture.Told();
  private final LabelJoinFixture.Kept features = new LabelJoinFixture.Kept();
  private final MemoryJoinStore store = new MemoryJoinStore();
  private final LabelJoin join = join(features);

  private LabelJoin join(FeatureLog log) {
    LabelPolicy policy =
        new LabelPolicy(true, Duration.ofMillis(100), Duration.ofMillis(50), TENTH, null, false);
    return new LabelJoin(policy, LabelJoinFixture.FEATURES, store, log, told);
  }

  private static String id(boolean held) {
    return IntStream.range(0, 100)
        .mapToObj(i -> "e" + i)
        .filter(id -> TENTH.holds(id) == held)
        .findFirst()
        .orElseThrow();
  }

  private void scored(String id, long time) {
    join.scored(event(id, time), features.add(event(id, time)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5})
  void holdsItsShareOfTheIds(double share) {
    NegativeSample sample = new NegativeSample(share);
    long held = IntStream.range(0, 100_000).filter(i -> sample.holds("event-" + i)).count();
    assertThat(held / 100_000.0).isCloseTo(share, within(4 * Math.sqrt(share / 100_000)));
    assertThat(sample.weight()).isEqualTo((float) (1 / share));
  }

  @Test
  void isTheSameOnEveryMachineAndPartOfEveryLargerOne() {
    List<Integer> held = IntStream.range(0, 50).filter(i -> TENTH.holds("e" + i)).boxed().toList();
    assertThat(held).containsExactly(7, 11, 23, 27, 38, 42, 44);
    NegativeSample larger = new NegativeSample(0.3);
    assertThat(held).allMatch(i -> larger.holds("e" + i));
    assertThat(NegativeSample.ALL.holds("e")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.5, Double.NaN})
  void isAShare(double share) {
    assertThatThrownBy(() -> new NegativeSample(share))
        .hasMessageContaining("labels.sample.negatives = " + share + ", expected 0.0001 to 1");
  }

  @Test
  void standsForTheNegativesItLeavesOut() {
    scored(id(true), 1000);
    scored(id(false), 1000);
    join.advance(1100, 9);
    assertThat(told.examples).extracting(Example::weight).containsExactly(10f);
    assertThat(told.count(Outcome.LEARNT_ASSUMED)).isEqualTo(1);
    assertThat(told.count(Outcome.SAMPLED_OUT_ASSUMED)).isEqualTo(1);
    // The histories of entities are told of every event.
    assertThat(told.facts).hasSize(4);
  }

  @Test
  void leavesOutNoPositive() {
    String id = id(false);
    scored(id, 1000);
    assertThat(store.get(id)).isInstanceOf(JoinEntry.Unsampled.class);
    join.label(new Label(id, true, 1050, 0));
    Example example = told.examples.get(0);
    assertThat(example.positive()).isTrue();
    assertThat(example.weight()).isEqualTo(1);
    assertThat(example.values()).containsExactly(1000);
    assertThat(told.count(Outcome.LEARNT_FROM_LABEL)).isEqualTo(1);
    assertThat(features.read).isEqualTo(1);
  }

  @Test
  void readsNothingAnewOfAnEventWhoseLabelCameFirst() {
    join.label(new Label(id(false), true, 1050, 0));
    scored(id(false), 1000);
    assertThat(told.examples).hasSize(1);
    assertThat(features.read).isZero();
  }

  @Test
  void learnsNothingFromAPositiveWhoseFeaturesAreGoneAndTellsTheEntitiesNothingElse() {
    LabelJoin forgetful = join(FeatureLog.EMPTY);
    forgetful.scored(event(id(false), 1000), 0);
    forgetful.label(new Label(id(false), true, 1050, 0));
    assertThat(told.examples).isEmpty();
    assertThat(told.outcomes)
        .extracting(o -> o.outcome())
        .containsExactly(Outcome.SAMPLED_OUT_FROM_LABEL);
    assertThat(told.facts)
        .hasSize(2)
        .allMatch(f -> f.positive() && !f.assumed() && !f.correction() && f.knownAt() == 1050);
  }

  @Test
  void isOfWhenTheEventCameWhateverTheShareIsNow() {
    scored(id(true), 1000);
    LabelPolicy all = new LabelPolicy(true, Duration.ofMillis(100), Duration.ofMillis(50));
    LabelJoin now = new LabelJoin(all, LabelJoinFixture.FEATURES, store, features, told);
    now.advance(1100, 9);
    assertThat(told.examples).extracting(Example::weight).containsExactly(10f);
  }
}
