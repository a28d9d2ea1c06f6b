package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.model.event.Event;
import io.millrace.model.event.LabelFact;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What is usual for an entity, and its outliers")
class OutliersTest {
  private static final long NOON = 1_500_000_000_000L;
  private static final long WEEK = 7 * Past.DAY;
  private static final OutlierSpec SPEC = new OutlierSpec(0, 2, 30 * Past.DAY);
  private static final EntitySpec USER =
      new EntitySpec("user", List.of(0), List.of(0), List.of(Past.DAY, WEEK), true, SPEC, null);
  private static final FeatureSet SET = new FeatureSet(Past.SCHEMA, List.of(USER), features());

  private final FeatureEngine engine = new FeatureEngine(SET);
  private EntityHistory history = engine.newHistory(0);

  @Test
  void aSpreeDoesNotBecomeTheNewNormal() {
    usualAmounts(10, 20);
    for (int i = 0; i < 10; i++) {
      add("spree" + i, NOON + i, 100);
    }
    assertThat(ratio(NOON + 20, 20)).isEqualTo(1);
    assertThat(take("count", NOON + 20, 20)).isEqualTo(10);
    assertThat(take("max", NOON + 20, 20)).isEqualTo(5);
  }

  @Test
  void areAsTheReferencePageSays() {
    add("a", NOON, 18);
    add("b", NOON, 22);
    add("c", NOON, 20);
    assertThat(ratio(NOON, 90)).isEqualTo(4.5f);
    add("d", NOON, 90);
    assertThat(ratio(NOON, 110)).isEqualTo(5.5f);
    add("e", NOON, 110);
    assertThat(ratio(NOON, 25)).isEqualTo(1.25f);
    assertThat(take("count", NOON, 25)).isEqualTo(2);
    assertThat(take("max", NOON, 25)).isEqualTo(5.5f);
    add("f", NOON, 25);
    label("d", true, NOON + WEEK);
    label("e", true, NOON + WEEK);
    assertThat(take("positive", NOON + WEEK, 20)).isEqualTo(2);
    assertThat(ratio(NOON + WEEK, 21.25)).isEqualTo(1);
  }

  @Test
  void anOutlierEntersWhatIsUsualWhenItsLabelIsNegative() {
    usualAmounts(4, 20);
    add("big", NOON, 120);
    label("big", false, NOON + WEEK);
    assertThat(ratio(NOON + WEEK, 40)).isBetween(0.8f, 1.01f);
  }

  @Test
  void anOutlierLabelledPositiveNeverEntersAndIsCounted() {
    usualAmounts(4, 20);
    add("big", NOON, 120);
    label("big", true, NOON + WEEK);
    assertThat(ratio(NOON + WEEK, 20)).isEqualTo(1);
    assertThat(take("positive", NOON + WEEK, 20)).isEqualTo(1);
    assertThat(take("positive", NOON + 3 * WEEK, 20)).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {25, 120, Double.NaN})
  void anEventWithdrawnIsAsIfItHadNotBeen(double amount) {
    usualAmounts(4, 20);
    add("other", NOON - Past.DAY, 22);
    float[] before = values(NOON, 30);
    Event event = Past.event("again", NOON, amount, Double.NaN);
    history.add(event, engine.newValues());
    history.withdraw(event);
    assertThat(values(NOON, 30)).containsExactly(before, Offset.offset(1e-5f));
  }

  @Test
  void aLabelToldTwiceEntersOnce() {
    usualAmounts(4, 20);
    add("big", NOON, 120);
    label("big", false, NOON + WEEK);
    float once = ratio(NOON + WEEK, 40);
    label("big", false, NOON + WEEK);
    assertThat(ratio(NOON + WEEK, 40)).isEqualTo(once);
  }

  @Test
  void theFirstNumbersAreNeverOutliers() {
    add("a", NOON, 1);
    add("b", NOON + 1, 1000);
    assertThat(take("count", NOON + 2, 1)).isZero();
    assertThat(ratio(NOON + 2, 500.5)).isEqualTo(1);
  }

  @Test
  void withoutAPastNothingIsUsual() {
    assertThat(ratio(NOON, 20)).isNaN();
    assertThat(take("max", NOON, 20)).isNaN();
    assertThat(take("count", NOON, 20)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20260101})
  void everyTakeIsWhatTheWholePastSays(long seed) {
    NaiveOutliers naive = new NaiveOutliers(SPEC, 0, WEEK);
    Random random = new Random(seed);
    Queue<LabelFact> due = new ArrayDeque<>();
    int outliers = 0;
    for (Event event : events(seed)) {
      while (!due.isEmpty() && due.peek().knownAt() <= event.time()) {
        LabelFact fact = due.poll();
        history.learn(fact);
        naive.learn(fact);
      }
      float[] values = engine.newValues();
      engine.ofHistory(0, history, event, values);
      for (int i = 0; i < SET.size(); i++) {
        FeatureSpec.History feature = (FeatureSpec.History) SET.features().get(i);
        long window = feature.window() < 0 ? 0 : USER.windows().get(feature.window());
        double expected = naive.take(feature.take(), event, window);
        if (!isNear(values[i], expected)) {
          fail("%s of %s: %s, expected %s", feature.name(), event.id(), values[i], expected);
        }
        outliers += feature.take() == Take.OUTLIER_COUNT ? (int) values[i] : 0;
      }
      history.add(event, values);
      naive.add(event);
      due.add(Past.label(event.id(), random.nextInt(4) == 0, event.time() + 2 * Past.DAY));
      if (random.nextInt(50) == 0) {
        history = restored();
      }
    }
    assertThat(outliers).isGreaterThan(100);
  }

  static boolean isNear(double found, double expected) {
    return Double.isNaN(expected)
        ? Double.isNaN(found)
        : Math.abs(found - expected) <= 1e-4 * Math.max(1, Math.abs(expected));
  }

  @Test
  void theStateIsBounded() {
    usualAmounts(4, 1);
    for (int i = 0; i < 1000; i++) {
      add("big" + i, NOON + i, 100);
    }
    StateWriter out = new StateWriter();
    history.write(out);
    assertThat(out.size()).isLessThan(3_000);
    assertThat(take("count", NOON + 2000, 1)).isEqualTo(Marks.CAPACITY);
    history.expire(NOON + 200 * Past.DAY);
    out = new StateWriter();
    history.write(out);
    assertThat(out.size()).isLessThan(200);
  }

  @Test
  void bytesThatAreDamagedAreRefused() {
    Marks marks = new Marks();
    assertThatThrownBy(() -> marks.read(new StateReader(new byte[] {100})))
        .hasMessageContaining("expected 0 to 64");
  }

  private void usualAmounts(int count, double amount) {
    for (int i = 0; i < count; i++) {
      add("usual" + i, NOON - WEEK - i, amount);
    }
  }

  private void add(String id, long time, double amount) {
    history.add(Past.event(id, time, amount, Double.NaN), engine.newValues());
  }

  private void label(String id, boolean positive, long knownAt) {
    history.learn(Past.label(id, positive, knownAt));
  }

  private float ratio(long time, double amount) {
    return take("ratio", time, amount);
  }

  /** The first take whose name has that word, of an event; over a week where there are windows. */
  private float take(String word, long time, double amount) {
    float[] values = values(time, amount);
    for (int i = SET.size() - 1; i >= 0; i--) {
      if (SET.features().get(i).name().startsWith(word)) {
        return values[i];
      }
    }
    throw new AssertionError(word);
  }

  private float[] values(long time, double amount) {
    float[] values = engine.newValues();
    engine.ofHistory(0, history, Past.event("now", time, amount, Double.NaN), values);
    return values;
  }

  private EntityHistory restored() {
    StateWriter out = new StateWriter();
    history.write(out);
    return engine.readHistory(0, new StateReader(out.toBytes()));
  }

  /** Few enough outliers within their span that none is forgotten for want of room. */
  static List<Event> events(long seed) {
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    for (Event event : Past.events(seed, 600, 5 * Past.HOUR)) {
      double amount = 20 + 5 * random.nextGaussian() + (random.nextInt(8) == 0 ? 60 : 0);
      double number = random.nextInt(10) == 0 ? Double.NaN : amount;
      events.add(Past.event(event.id(), event.time(), number, Double.NaN));
    }
    return events;
  }

  static List<FeatureSpec> features() {
    return List.of(
        new FeatureSpec.History("ratio", 0, Take.USUAL_RATIO, 0, -1, Binning.DEFAULT),
        new FeatureSpec.History("zscore", 0, Take.USUAL_ZSCORE, 0, -1, Binning.DEFAULT),
        new FeatureSpec.History("count 1d", 0, Take.OUTLIER_COUNT, 0, 0, Binning.DEFAULT),
        new FeatureSpec.History("count 7d", 0, Take.OUTLIER_COUNT, 0, 1, Binning.DEFAULT),
        new FeatureSpec.History("max 1d", 0, Take.OUTLIER_MAX, 0, 0, Binning.DEFAULT),
        new FeatureSpec.History("max 7d", 0, Take.OUTLIER_MAX, 0, 1, Binning.DEFAULT),
        new FeatureSpec.History("positive", 0, Take.OUTLIER_POSITIVE_COUNT, 0, 1, Binning.DEFAULT));
  }
}
