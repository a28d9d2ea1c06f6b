package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Event;
import io.millrace.model.event.LabelFact;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A positive label that something else explains")
class ExplainedTest {
  private static final long NOON = 1_500_000_000_000L;
  private static final EntitySpec USER =
      new EntitySpec("user", List.of(0), List.of(0), List.of(7 * Past.DAY), false);
  private static final EntitySpec PLACE =
      new EntitySpec(
          "place",
          List.of(1),
          List.of(),
          List.of(7 * Past.DAY),
          true,
          null,
          new ExplainedSpec(0, 2));
  private static final FeatureSet SET = set(PLACE);

  /** The same without the explanation. */
  private static final FeatureSet PLAIN =
      set(new EntitySpec("place", List.of(1), List.of(), List.of(7 * Past.DAY), true));

  private final FeatureEngine engine = new FeatureEngine(SET);
  private EntityHistory history = engine.newHistory(1);

  @Test
  void saysNothingOfTheEntity() {
    event("a", 1);
    event("b", 5);
    label("a", false);
    label("b", true);
    assertThat(take("rate")).isZero();
    assertThat(take("streak")).isZero();
    assertThat(take("positive")).isNaN();
  }

  @Test
  void takesBackTheNegativeThatWasAssumedOfItsEvent() {
    event("b", 5);
    history.learn(Past.assumed("b", NOON));
    assertThat(take("labels")).isEqualTo(1);
    history.learn(Past.correction("b", NOON));
    assertThat(take("labels")).isZero();
  }

  @Test
  void isLikeAnyOtherWhereTheFeatureWasNotAboveTheBound() {
    event("a", 2);
    event("b", Float.NaN);
    label("a", true);
    label("b", true);
    assertThat(take("streak")).isEqualTo(2);
  }

  @Test
  void anExplainedNegativeCounts() {
    event("b", 5);
    label("b", false);
    assertThat(take("rate")).isZero();
    assertThat(take("labels")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20260101})
  void leavesTheHistoryOfOneThatNeverHeardOfIt(long seed) {
    FeatureEngine plainEngine = new FeatureEngine(PLAIN);
    EntityHistory plain = plainEngine.newHistory(1);
    Random random = new Random(seed);
    Set<String> explained = new HashSet<>();
    List<String> waiting = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Event event = Past.event("e" + i, NOON + i * Past.HOUR, 1, 1);
      float[] values = {random.nextInt(10) == 0 ? 5 : 1, 0, 0, 0, 0};
      float[] seen = values.clone();
      float[] expected = values.clone();
      engine.ofHistory(1, history, event, seen);
      plainEngine.ofHistory(1, plain, event, expected);
      assertThat(seen).isEqualTo(expected);
      history.add(event, seen);
      plain.add(event);
      waiting.add(event.id());
      if (values[0] > 2) {
        explained.add(event.id());
      }
      if (waiting.size() > 20) {
        String id = waiting.remove(random.nextInt(3));
        LabelFact fact = Past.label(id, random.nextBoolean(), event.time());
        history.learn(fact);
        if (!(fact.positive() && explained.contains(id))) {
          plain.learn(fact);
        }
      }
      if (i % 100 == 99) {
        StateWriter out = new StateWriter();
        history.write(out);
        history = engine.readHistory(1, new StateReader(out.toBytes()));
      }
    }
    assertThat(explained).hasSizeGreaterThan(20);
  }

  private void event(String id, float feature) {
    history.add(Past.event(id, NOON, 1, 1), new float[] {feature, 0, 0, 0, 0});
  }

  private void label(String id, boolean positive) {
    history.learn(Past.label(id, positive, NOON));
  }

  private float take(String name) {
    float[] values = engine.newValues();
    engine.ofHistory(1, history, Past.event("now", NOON, 1, 1), values);
    return values[SET.indexOf(name)];
  }

  private static FeatureSet set(EntitySpec place) {
    return new FeatureSet(
        Past.SCHEMA,
        List.of(USER, place),
        List.of(
            new FeatureSpec.History("ratio", 0, Take.RATIO, 0, 0, Binning.DEFAULT),
            new FeatureSpec.History("rate", 1, Take.LABEL_RATE, -1, 0, Binning.DEFAULT),
            new FeatureSpec.History("labels", 1, Take.LABEL_COUNT, -1, 0, Binning.DEFAULT),
            new FeatureSpec.History("streak", 1, Take.LABEL_STREAK, -1, -1, Binning.DEFAULT),
            new FeatureSpec.History(
                "positive", 1, Take.SINCE_LAST_POSITIVE, -1, -1, Binning.DEFAULT)));
  }
}
