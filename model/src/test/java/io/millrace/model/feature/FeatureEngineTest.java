package io.millrace.model.feature;

import static io.millrace.model.feature.Past.DAY;
import static io.millrace.model.feature.Past.EVERY_TAKE;
import static io.millrace.model.feature.Past.HOUR;
import static io.millrace.model.feature.Past.USER;
import static io.millrace.model.feature.Past.assumed;
import static io.millrace.model.feature.Past.correction;
import static io.millrace.model.feature.Past.event;
import static io.millrace.model.feature.Past.label;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.event.LabelFact;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The feature engine")
class FeatureEngineTest {
  private static final long NOON = Instant.parse("2018-04-02T12:00:00Z").toEpochMilli();

  private final FeatureEngine engine = new FeatureEngine(EVERY_TAKE);

  @Nested
  @DisplayName("beside its naive twin")
  class BesideItsNaiveTwin {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20260101})
    void takesTheSameFromAnyPast(long seed) {
      // About 84 events a longest window: exact, with everything expiring in between.
      runsAlike(seed, 600, 2 * HOUR);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void takesTheSameFromSparsePasts(long seed) {
      runsAlike(seed, 300, 4 * DAY);
    }

    private void runsAlike(long seed, int count, long gap) {
      Random random = new Random(seed);
      EntityHistory history = engine.newHistory(0);
      NaivePast naive = new NaivePast(USER);
      List<Event> past = Past.events(seed, count, gap);
      for (int i = 0; i < past.size(); i++) {
        Event event = past.get(i);
        assertSame(event, valuesOf(history, event), naive);
        history.add(event);
        naive.add(event);
        LabelFact fact = randomLabel(random, past.subList(0, i + 1), gap);
        if (fact != null) {
          history.learn(fact);
          naive.learn(fact);
        }
        if (random.nextInt(3) == 0) {
          history = reread(history);
        }
      }
    }

    private void assertSame(Event event, float[] values, NaivePast naive) {
      for (int f = 0; f < EVERY_TAKE.size(); f++) {
        FeatureSpec.History feature = (FeatureSpec.History) EVERY_TAKE.features().get(f);
        float expected = naive.take(feature, event);
        // Hundreds of thousands of comparisons: AssertJ is asked where there is something to say.
        if (!alike(values[f], expected)) {
          assertThat(values[f]).as("%s of %s", feature.name(), event.id()).isEqualTo(expected);
        }
      }
    }

    private static boolean alike(float found, float expected) {
      return Float.isNaN(expected)
          ? Float.isNaN(found)
          : Math.abs(found - expected) <= Math.max(1e-5f, Math.abs(expected) * 1e-5f);
    }

    private LabelFact flipped(String eventId, boolean positive, long knownAt) {
      EntityRef ref = new EntityRef("u1", 0);
      return new LabelFact(0, ref, eventId, knownAt, knownAt, positive, false, true);
    }

    private LabelFact randomLabel(Random random, List<Event> past, long gap) {
      Event of = past.get(random.nextInt(past.size()));
      long knownAt = past.get(past.size() - 1).time() + (random.nextInt(20) - 12) * gap / 2;
      return switch (random.nextInt(5)) {
        case 0 -> label("l" + of.id(), random.nextBoolean(), knownAt);
        case 1 -> assumed(past.get(past.size() - 1).id(), knownAt);
        case 2 -> correction(of.id(), knownAt);
        case 3 -> flipped("l" + of.id(), random.nextBoolean(), knownAt);
        default -> null;
      };
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void neverPeeksAtTheEventItselfOrAfterIt(long seed) {
    List<Event> past = Past.events(seed, 400, HOUR);
    List<float[]> whole = allValues(past);
    for (int cut : new int[] {1, 57, 200, 399}) {
      List<Event> other = new ArrayList<>(past.subList(0, cut));
      for (Event event : Past.events(seed + 1, 50, HOUR)) {
        other.add(event(event.id(), event.time(), 1e5, 7));
      }
      List<float[]> changed = allValues(other);
      for (int k = 0; k < cut; k++) {
        assertThat(changed.get(k)).isEqualTo(whole.get(k));
      }
    }
  }

  @Test
  void leavesTheHistoryAsItWas() {
    EntityHistory history = engine.newHistory(0);
    Past.events(3, 300, HOUR / 2).forEach(history::add);
    byte[] before = bytes(history);
    valuesOf(history, event("x", NOON, 1, 1));
    assertThat(bytes(history)).isEqualTo(before);
  }

  @Test
  void seesAnEmptyPastWhereTheEventLacksTheEntity() {
    float[] values = engine.newValues();
    engine.ofHistory(0, null, event("x", NOON, 1, 1), values);
    assertThat(values).isEqualTo(valuesOf(engine.newHistory(0), event("x", NOON, 1, 1)));
    assertThat(values[EVERY_TAKE.indexOf("COUNT(-1) over 0")]).isZero();
    assertThat(values[EVERY_TAKE.indexOf("MEAN(0) over 0")]).isNaN();
  }

  @Nested
  @DisplayName("over a window")
  class OverAWindow {
    private final EntityHistory history = engine.newHistory(0);

    @Test
    void countsFromJustAfterItsStartToThisMoment() {
      history.add(event("start", NOON - HOUR, 1, 1));
      history.add(event("inside", NOON - HOUR + 1, 1, 1));
      history.add(event("now", NOON, 1, 1));
      assertThat(value("COUNT(-1) over 0", NOON, 1)).isEqualTo(2);
    }

    @Test
    void countsAnEventWithoutTheNumberButDoesNotAverageIt() {
      history.add(event("a", NOON - 2, 10, 1));
      history.add(event("b", NOON - 1, Double.NaN, 1));
      assertThat(value("COUNT(-1) over 0", NOON, 1)).isEqualTo(2);
      assertThat(value("MEAN(0) over 0", NOON, 1)).isEqualTo(10);
    }

    @Test
    void givesEqualNumbersADeviationOfOnePercentOfTheirMean() {
      for (int i = 0; i < 5; i++) {
        history.add(event("e" + i, NOON - i, 100, 1));
      }
      assertThat(value("ZSCORE(0) over 0", NOON, 100)).isZero();
      assertThat(value("ZSCORE(0) over 0", NOON, 103)).isCloseTo(3, within(1e-5f));
    }

    @Test
    void ofNothingButZeroesGivesRatiosAndScoresAtTheirLimits() {
      history.add(event("a", NOON - 2, 0, 1));
      history.add(event("b", NOON - 1, 0, 1));
      assertThat(value("ZSCORE(0) over 0", NOON, 0)).isZero();
      assertThat(value("ZSCORE(0) over 0", NOON, 1)).isEqualTo(1e6f);
      assertThat(value("ZSCORE(0) over 0", NOON, -1)).isEqualTo(-1e6f);
      assertThat(value("RATIO(0) over 0", NOON, 0)).isEqualTo(1);
      assertThat(value("RATIO(0) over 0", NOON, 1)).isEqualTo(1e6f);
    }

    @Test
    void staysFiniteWithNumbersBeyondAFloat() {
      history.add(event("a", NOON - 2, 1e300, 1));
      history.add(event("b", NOON - 1, Double.NEGATIVE_INFINITY, 1));
      assertThat(value("MEAN(0) over 0", NOON, 1)).isZero();
      assertThat(value("MAX(0) over 0", NOON, 1)).isEqualTo(Float.MAX_VALUE);
    }

    private float value(String feature, long time, double amount) {
      return valuesOf(history, event("x", time, amount, 1))[EVERY_TAKE.indexOf(feature)];
    }
  }

  @Nested
  @DisplayName("of labels")
  class OfLabels {
    private final EntityHistory history = engine.newHistory(0);

    @Test
    void knowsTheStreakAndWhenItBegan() {
      history.learn(label("a", false, NOON - 9 * HOUR));
      history.learn(label("b", true, NOON - 5 * HOUR));
      history.learn(label("c", true, NOON - 2 * HOUR));
      assertThat(value("LABEL_STREAK(-1) over -1")).isEqualTo(2);
      assertThat(value("LABEL_STREAK_AGE(-1) over -1")).isEqualTo(5);
      assertThat(value("SINCE_LAST_POSITIVE(-1) over -1")).isEqualTo(2);
      assertThat(value("SINCE_LAST_NEGATIVE(-1) over -1")).isEqualTo(9);
      assertThat(value("LABEL_RATE(-1) over 1")).isCloseTo(2f / 3, within(1e-6f));
    }

    @Test
    void takesALabelKnownAfterTheEventAsKnownNow() {
      history.learn(label("a", true, NOON + HOUR));
      assertThat(value("LABEL_COUNT(-1) over 0")).isEqualTo(1);
      assertThat(value("SINCE_LAST_POSITIVE(-1) over -1")).isZero();
    }

    @Test
    void replacesTheAssumedNegativeByItsCorrection() {
      history.learn(assumed("a", NOON - 3 * HOUR));
      history.learn(assumed("b", NOON - 2 * HOUR));
      history.learn(correction("a", NOON - HOUR));
      assertThat(value("LABEL_COUNT(-1) over 1")).isEqualTo(2);
      assertThat(value("POSITIVE_COUNT(-1) over 1")).isEqualTo(1);
      assertThat(value("LABEL_STREAK(-1) over -1")).isEqualTo(1);
    }

    @Test
    void replacesALabelByTheOneThatCorrectsIt() {
      history.learn(label("a", true, NOON - 3 * HOUR));
      history.learn(label("b", true, NOON - 2 * HOUR));
      history.learn(
          new LabelFact(
              0, new EntityRef("u1", 0), "a", NOON - 9 * HOUR, NOON - HOUR, false, false, true));
      assertThat(value("LABEL_COUNT(-1) over 1")).isEqualTo(2);
      assertThat(value("POSITIVE_COUNT(-1) over 1")).isEqualTo(1);
      assertThat(value("LABEL_STREAK(-1) over -1")).isZero();
      history.learn(correction("a", NOON));
      assertThat(value("LABEL_COUNT(-1) over 1")).isEqualTo(2);
      assertThat(value("POSITIVE_COUNT(-1) over 1")).isEqualTo(2);
    }

    @Test
    void keepsTheStreakWhenEveryWindowIsOver() {
      history.learn(label("b", true, NOON - 300 * DAY));
      history.add(event("e", NOON - DAY, 1, 1));
      assertThat(history.labels()).isZero();
      assertThat(value("LABEL_STREAK(-1) over -1")).isEqualTo(1);
      assertThat(value("LABEL_STREAK_AGE(-1) over -1")).isEqualTo(300 * 24);
    }

    private float value(String feature) {
      return valuesOf(history, event("x", NOON, 1, 1))[EVERY_TAKE.indexOf(feature)];
    }
  }

  @Nested
  @DisplayName("of an event alone")
  class OfAnEventAlone {
    @Test
    void takesNumbersCategoriesHoursAndWeekends() {
      FeatureEngine simple =
          new FeatureEngine(
              new FeatureSet(
                  Past.SCHEMA,
                  List.of(),
                  List.of(
                      new FeatureSpec.Number("amount", 0, Binning.DEFAULT),
                      new FeatureSpec.Category("place", 1),
                      new FeatureSpec.HourBetween("night", 22, 6, ZoneId.of("Asia/Tokyo")),
                      new FeatureSpec.Weekend("weekend", ZoneOffset.UTC),
                      new FeatureSpec.Cross("both", List.of(0, 1)))));
      float[] values = simple.newValues();
      simple.ofEvent(
          event("x", Instant.parse("2018-04-01T14:00:00Z").toEpochMilli(), 12.5, 1), values);
      assertThat(values).containsExactly(12.5f, TextHash.category("p1"), 1, 1, Float.NaN);
    }

    @ParameterizedTest
    @CsvSource({"22,6,23,1", "22,6,5,1", "22,6,6,0", "0,6,0,1", "0,6,6,0", "9,17,12,1", "5,5,5,0"})
    void wrapsHoursAroundMidnight(int from, int to, int hour, float expected) {
      FeatureEngine hours =
          new FeatureEngine(
              new FeatureSet(
                  Past.SCHEMA,
                  List.of(),
                  List.of(new FeatureSpec.HourBetween("h", from, to, ZoneOffset.UTC))));
      float[] values = hours.newValues();
      hours.ofEvent(event("x", NOON - 12 * HOUR + hour * HOUR, 1, 1), values);
      assertThat(values).containsExactly(expected);
    }
  }

  @Nested
  @DisplayName("joins a key")
  class JoinsAKey {
    private final FeatureEngine pairs =
        new FeatureEngine(
            new FeatureSet(
                new EventSchema(List.of(), List.of("a", "b")),
                List.of(new EntitySpec("a+b", List.of(0, 1), List.of(), List.of(), false)),
                List.of()));

    @ParameterizedTest
    @CsvSource({"x,y,x+y", "x+,y,x\\++y", "x,+y,x+\\+y", "x\\,y,x\\\\+y", "'',y,+y", "x,'',x+"})
    void withoutAmbiguity(String a, String b, String key) {
      assertThat(pairs.key(0, texts(a, b))).isEqualTo(key);
    }

    @Test
    void toNothingIfAFieldIsMissing() {
      assertThat(pairs.key(0, texts("x", null))).isNull();
      assertThat(pairs.key(0, texts(null, "y"))).isNull();
    }

    private Event texts(String a, String b) {
      return new Event("e", NOON, new double[0], new String[] {a, b});
    }
  }

  private List<float[]> allValues(List<Event> events) {
    EntityHistory history = engine.newHistory(0);
    List<float[]> all = new ArrayList<>();
    for (Event event : events) {
      all.add(valuesOf(history, event));
      history.add(event);
      history.learn(label(event.id(), event.numbers()[0] > 60, event.time() + 3 * HOUR));
    }
    return all;
  }

  private float[] valuesOf(EntityHistory history, Event event) {
    float[] values = engine.newValues();
    engine.ofHistory(0, history, event, values);
    return values;
  }

  private EntityHistory reread(EntityHistory history) {
    return engine.readHistory(0, new StateReader(bytes(history)));
  }

  private static byte[] bytes(EntityHistory history) {
    StateWriter out = new StateWriter();
    history.write(out);
    return out.toBytes();
  }
}
