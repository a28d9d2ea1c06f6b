package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.event.Event;
import io.millrace.model.event.LabelFact;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A positive label that something else explains in part")
class ExplainedInPartTest {
  private static final long NOON = 1_500_000_000_000L;
  private static final long WEEK = 7 * Past.DAY;
  private static final EntitySpec USER =
      new EntitySpec("user", List.of(0), List.of(0), List.of(WEEK), false);
  private static final FeatureSet GRADED = set(new ExplainedSpec(0, 2, 4));
  private static final FeatureSet YES_OR_NO = set(new ExplainedSpec(0, 2));

  /** What is left of a label by the value of the feature, above 2 and wholly at 4. */
  private static final Map<Float, Double> LEFT =
      Map.of(1f, 1.0, 2f, 1.0, 2.25f, 0.875, 2.5f, 0.75, 3f, 0.5, 3.5f, 0.25, 4f, 0.0, 9f, 0.0);

  private static final List<Float> VALUES = LEFT.keySet().stream().sorted().toList();

  private final FeatureEngine engine = new FeatureEngine(GRADED);
  private EntityHistory history = engine.newHistory(1);

  /** A label as the naive twin holds it. */
  private record Told(String id, long knownAt, boolean positive, double counts) {}

  @ParameterizedTest
  @CsvSource({
    "2, 1",
    "2.06, 1",
    "2.07, 0.9375",
    "2.5, 0.75",
    "3, 0.5",
    "3.93, 0.0625",
    "3.94, 0",
    "4, 0",
    "1e30, 0",
    "NaN, 1"
  })
  void countsAsWhatIsLeftOfItInSixteenths(float value, double left) {
    event("a", 1, NOON);
    event("b", value, NOON);
    label("a", false);
    label("b", true);
    assertThat(take("labels")).isEqualTo((float) (1 + left));
    assertThat(take("positives")).isEqualTo((float) left);
    assertThat(take("rate")).isEqualTo((float) (left / (1 + left)));
  }

  @ParameterizedTest
  @CsvSource({"3, 2", "3.07, 1", "3.9, 1", "9, 1"})
  void isAPositiveOfTheStreakIfHalfOfItIsLeftAndElseNothing(float value, int streak) {
    event("a", 1, NOON);
    event("b", value, NOON);
    label("a", true);
    history.learn(Past.label("b", true, NOON + Past.HOUR));
    assertThat(take("streak")).isEqualTo(streak);
    assertThat(at(NOON + 2 * Past.HOUR, "since_positive")).isEqualTo(streak == 2 ? 1 : 2);
    assertThat(take("since_negative")).isNaN();
  }

  @Test
  void aNegativeCountsWholly() {
    event("b", 3, NOON);
    label("b", false);
    assertThat(take("labels")).isEqualTo(1);
    assertThat(take("positives")).isZero();
  }

  @Test
  void takesBackTheNegativeThatWasAssumedOfItsEvent() {
    event("b", 3, NOON);
    history.learn(Past.assumed("b", NOON));
    assertThat(take("labels")).isEqualTo(1);
    history.learn(Past.correction("b", NOON));
    assertThat(take("labels")).isEqualTo(0.5f);
    assertThat(take("rate")).isEqualTo(1);
  }

  @Test
  void leavesWithWhatItCameInWithThoughItsEventIsForgotten() {
    event("a", 3.5f, NOON);
    label("a", true);
    for (int i = 0; i < Marks.CAPACITY; i++) {
      event("e" + i, 3, NOON + 1 + i);
    }
    assertThat(take("labels")).isEqualTo(0.25f);
    history.learn(Past.correction("a", false, NOON));
    assertThat(take("labels")).isEqualTo(1);
    assertThat(take("positives")).isZero();
  }

  @Test
  void keepsItsHistoryFromBeingForgotten() {
    event("a", 3.5f, NOON);
    history.learn(Past.label("a", true, NOON + 3 * Past.DAY));
    assertThat(history.newest()).isEqualTo(NOON + 3 * Past.DAY);
    history.learn(Past.label("x", false, NOON + 4 * Past.DAY));
    history.learn(Past.correction("x", NOON + Past.DAY));
    assertThat(history.newest()).isEqualTo(NOON + 4 * Past.DAY);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20260101})
  void windowsAndStreaksAreThoseOfANaiveTwin(long seed) {
    Random random = new Random(seed);
    List<Told> told = new ArrayList<>();
    Map<String, Double> left = new HashMap<>();
    int streak = 0;
    long lastPositive = 0;
    for (int i = 0; i < 1500; i++) {
      long now = NOON + i * Past.HOUR;
      double labels =
          told.stream().filter(l -> l.knownAt > now - WEEK).mapToDouble(l -> l.counts).sum();
      double positives =
          told.stream()
              .filter(l -> l.knownAt > now - WEEK && l.positive)
              .mapToDouble(l -> l.counts)
              .sum();
      assertThat(at(now, "labels")).isEqualTo((float) labels);
      assertThat(at(now, "positives")).isEqualTo((float) positives);
      // Boxed: NaN equals NaN.
      Float rate = labels == 0 ? Float.NaN : (float) (positives / labels);
      assertThat(at(now, "rate")).isEqualTo(rate);
      assertThat(at(now, "streak")).isEqualTo(streak);
      float sincePositive = Math.max(0, now - lastPositive) / (float) Past.HOUR;
      Float since = lastPositive == 0 ? Float.NaN : sincePositive;
      assertThat(at(now, "since_positive")).isEqualTo(since);

      float value = VALUES.get(random.nextInt(VALUES.size()));
      event("e" + i, value, now);
      left.put("e" + i, LEFT.get(value));
      int of = i - 10 - random.nextInt(20);
      if (of < 0) {
        continue;
      }
      String id = "e" + of;
      // Late and early by up to half a day; of one that was told before, the other thing.
      long knownAt = now + (random.nextInt(24) - 12) * Past.HOUR;
      Told before = told.stream().filter(l -> l.id.equals(id)).findFirst().orElse(null);
      boolean positive = before == null ? random.nextInt(3) > 0 : !before.positive;
      if (before == null && random.nextInt(4) == 0) {
        history.learn(Past.assumed(id, knownAt));
        told.add(new Told(id, knownAt, false, 1));
        streak = 0;
      } else {
        history.learn(
            before == null
                ? Past.label(id, positive, knownAt)
                : Past.correction(id, positive, knownAt));
        told.remove(before);
        double counts = positive ? left.get(id) : 1;
        if (counts > 0) {
          told.add(new Told(id, knownAt, positive, counts));
        }
        if (!positive) {
          streak = 0;
        } else if (counts >= 0.5) {
          streak++;
          lastPositive = Math.max(lastPositive, knownAt);
        }
      }
      if (i % 100 == 99) {
        history = copy(history);
      }
    }
    assertThat(history.labels()).isGreaterThan(50);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20260101})
  void isMergedWithoutLosingASixteenthInWhateverOrderItComes(long seed) {
    Random random = new Random(seed);
    List<Integer> order = new ArrayList<>(IntStream.range(0, 3000).boxed().toList());
    Collections.shuffle(order, random);
    double labels = 0;
    double positives = 0;
    for (int n : order) {
      long knownAt = NOON + n * 60_000L;
      float value = VALUES.get(random.nextInt(VALUES.size()));
      boolean positive = random.nextInt(3) > 0;
      event("e" + n, value, NOON);
      history.learn(Past.label("e" + n, positive, knownAt));
      double counts = positive ? LEFT.get(value) : 1;
      labels += counts;
      positives += positive ? counts : 0;
      if (n % 100 == 0) {
        history = copy(history);
      }
    }
    assertThat(history.labels()).isLessThanOrEqualTo(Timeline.CAPACITY);
    assertThat(take("labels")).isEqualTo((float) labels);
    assertThat(take("positives")).isEqualTo((float) positives);
    assertThat(take("rate")).isEqualTo((float) (positives / labels));
  }

  @Test
  void isCutWithTheGroupThatItWasMergedInto() {
    for (int i = 0; i < 4000; i++) {
      event("e" + i, 3, NOON);
      history.learn(Past.label("e" + i, i % 2 == 0, NOON + i * 60_000L));
    }
    history = copy(history);
    // Half of the labels are positives, and half of each of those is left.
    float labels = at(NOON + WEEK + 1000 * 60_000L, "labels");
    assertThat((double) labels).isCloseTo(2999 * 0.75, within(3000 / 16.0));
    assertThat((double) at(NOON + WEEK + 1000 * 60_000L, "rate")).isCloseTo(1.0 / 3, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20260101})
  void isExplainedOrNotAtTheTwoBounds(long seed) {
    FeatureEngine yesOrNo = new FeatureEngine(YES_OR_NO);
    EntityHistory other = yesOrNo.newHistory(1);
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      Event event = Past.event("e" + i, NOON + i * Past.HOUR, 1, 1);
      float[] seen = engine.newValues();
      seen[0] = List.of(1f, 2f, 2.01f, 4f, 1e9f).get(random.nextInt(5));
      float[] expected = seen.clone();
      engine.ofHistory(1, history, event, seen);
      yesOrNo.ofHistory(1, other, event, expected);
      assertThat(seen).isEqualTo(expected);
      history.add(event, seen);
      expected[0] = expected[0] == 2.01f ? 2 : expected[0];
      other.add(event, expected);
      String id = "e" + Math.max(0, i - random.nextInt(10));
      LabelFact fact =
          random.nextInt(4) == 0
              ? Past.correction(id, random.nextBoolean(), event.time())
              : Past.label(id, random.nextBoolean(), event.time());
      history.learn(fact);
      other.learn(fact);
    }
  }

  @Test
  void isReadByNoHistoryThatKnowsOnlyYesOrNo() {
    StateWriter out = new StateWriter();
    history.write(out);
    StateReader in = new StateReader(out.toBytes());
    assertThatThrownBy(() -> new FeatureEngine(YES_OR_NO).readHistory(1, in))
        .hasMessageContaining("history of place: labels = 2, expected 1");
  }

  @Test
  void isAnotherSettingOfTheFeatureSetAndYesOrNoIsTheOneItWas() {
    assertThat(YES_OR_NO.canonical()).contains(" explained ExplainedSpec[feature=0, above=2.0]\n");
    assertThat(GRADED.canonical())
        .contains(" explained ExplainedSpec[feature=0, above=2.0, wholly=4.0]\n");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.5, 2e9, Double.NaN, Double.POSITIVE_INFINITY})
  void hasItsSecondBoundAboveTheFirst(double wholly) {
    assertThatThrownBy(() -> new ExplainedSpec(0, 2, wholly))
        .hasMessage(
            "wholly = "
                + wholly
                + ", expected a number above 2.0 (above) and up to 1000000000, or no such key: what"
                + " is above is explained then");
  }

  private void event(String id, float feature, long time) {
    float[] values = engine.newValues();
    values[0] = feature;
    history.add(Past.event(id, time, 1, 1), values);
  }

  private void label(String id, boolean positive) {
    history.learn(Past.label(id, positive, NOON));
  }

  private float take(String name) {
    return at(NOON, name);
  }

  private float at(long time, String name) {
    float[] values = engine.newValues();
    engine.ofHistory(1, history, Past.event("now", time, 1, 1), values);
    return values[GRADED.indexOf(name)];
  }

  private EntityHistory copy(EntityHistory of) {
    StateWriter out = new StateWriter();
    of.write(out);
    return engine.readHistory(1, new StateReader(out.toBytes()));
  }

  private static FeatureSet set(ExplainedSpec explained) {
    EntitySpec place =
        new EntitySpec("place", List.of(1), List.of(), List.of(WEEK), true, null, explained);
    return new FeatureSet(
        Past.SCHEMA,
        List.of(USER, place),
        List.of(
            new FeatureSpec.History("ratio", 0, Take.RATIO, 0, 0, Binning.DEFAULT),
            windowed("rate", Take.LABEL_RATE),
            windowed("labels", Take.LABEL_COUNT),
            windowed("positives", Take.POSITIVE_COUNT),
            once("streak", Take.LABEL_STREAK),
            once("since_positive", Take.SINCE_LAST_POSITIVE),
            once("since_negative", Take.SINCE_LAST_NEGATIVE)));
  }

  private static FeatureSpec windowed(String name, Take take) {
    return new FeatureSpec.History(name, 1, take, -1, 0, Binning.DEFAULT);
  }

  private static FeatureSpec once(String name, Take take) {
    return new FeatureSpec.History(name, 1, take, -1, -1, Binning.DEFAULT);
  }
}
