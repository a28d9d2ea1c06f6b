package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.event.Event;
import io.millrace.model.event.LabelFact;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What is usual for an entity, without what labels call positive")
class RetractedOutliersTest {
  private static final long NOON = 1_500_000_000_000L;
  private static final long DAY = Past.DAY;
  private static final long WEEK = 7 * DAY;

  private FeatureEngine engine = engine(8);
  private EntityHistory history = engine.newHistory(0);

  @Test
  void areAsTheReferencePageSays() {
    EntitySpec user = user(new OutlierSpec(0, 2, 60 * DAY, 64));
    engine = new FeatureEngine(new FeatureSet(Past.SCHEMA, List.of(user), features()));
    history = engine.newHistory(0);
    add("a", NOON, 18);
    add("b", NOON, 22);
    add("c", NOON, 20);
    add("d", NOON, 36);
    assertThat(ratio(NOON, 48)).isEqualTo(2);
    label("d", true, NOON + WEEK);
    assertThat(ratio(NOON + WEEK, 48)).isCloseTo(2.4f, within(1e-6f));
    history.learn(Past.correction("d", false, NOON + 2 * WEEK));
    assertThat(ratio(NOON + 2 * WEEK, 48)).isCloseTo(2, within(1e-6f));
  }

  @Test
  void anOutlierThatWasCorrectedLeavesAndComesBackWhenThatIsKnown() {
    usualAmounts(4, 20);
    float before = ratio(NOON, 20);
    add("big", NOON, 120);
    label("big", false, NOON + WEEK);
    assertThat(ratio(NOON + WEEK, 20)).isLessThan(0.6f);
    history.learn(Past.correction("big", true, NOON + 2 * WEEK));
    assertThat(ratio(NOON + 2 * WEEK, 20)).isEqualTo(before);
    history.learn(Past.correction("big", false, NOON + 3 * WEEK));
    assertThat(ratio(NOON + 3 * WEEK, 20)).isLessThan(0.5f);
  }

  @Test
  void aNumberThatIsHeldNoLongerStays() {
    add("old", NOON - WEEK, 30);
    usualAmounts(8, 20);
    float before = ratio(NOON, 20);
    label("old", true, NOON);
    assertThat(ratio(NOON, 20)).isEqualTo(before);
  }

  @Test
  void whatEverythingElseOutweighedIsStillRightOnceThatLeaves() {
    engine = engine(4, Past.HOUR);
    history = engine.newHistory(0);
    add("first", NOON, 20);
    add("last", NOON + 100 * DAY, 1e6);
    label("last", true, NOON + 107 * DAY);
    assertThat(ratio(NOON + 107 * DAY, 30)).isEqualTo(1.5f);
  }

  @Test
  void whereAllLeaveNothingIsUsual() {
    add("a", NOON, 20);
    label("a", true, NOON + 1);
    assertThat(ratio(NOON + 2, 20)).isNaN();
  }

  @Test
  void theFirstNumbersAreThoseThatAreLeft() {
    usualAmounts(3, 20);
    label("usual0", true, NOON);
    add("big", NOON, 120);
    assertThat(take("count", NOON + 1, 20)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"usual1", "negative", "unknown"})
  void anEventWithdrawnIsAsIfItHadNotBeen(String again) {
    usualAmounts(4, 20);
    double amount = again.equals("usual1") ? 20 : 120;
    if (again.equals("usual1")) {
      float[] without = withoutUsual1();
      history.withdraw(Past.event(again, NOON - WEEK - 1, amount, Double.NaN));
      assertThat(values(NOON, 30)).containsExactly(without, Offset.offset(1e-5f));
      return;
    }
    float[] before = values(NOON, 30);
    add(again, NOON - DAY, amount);
    if (again.equals("negative")) {
      label(again, false, NOON - 1);
    }
    history.withdraw(Past.event(again, NOON - DAY, amount, Double.NaN));
    assertThat(values(NOON, 30)).containsExactly(before, Offset.offset(1e-5f));
  }

  private float[] withoutUsual1() {
    EntityHistory all = history;
    history = engine.newHistory(0);
    add("usual0", NOON - WEEK, 20);
    add("usual2", NOON - WEEK - 2, 20);
    add("usual3", NOON - WEEK - 3, 20);
    float[] without = values(NOON, 30);
    history = all;
    return without;
  }

  @ParameterizedTest
  @CsvSource({"1, 1000", "2, 1000", "3, 20", "4, 20", "5, 1", "20260101, 6"})
  void everyTakeIsWhatTheWholePastSays(long seed, int retract) {
    OutlierSpec spec = new OutlierSpec(0, 2, 30 * DAY, retract);
    EntitySpec user = user(spec);
    FeatureSet set = new FeatureSet(Past.SCHEMA, List.of(user), features());
    engine = new FeatureEngine(set);
    history = engine.newHistory(0);
    NaiveOutliers naive = new NaiveOutliers(spec, 0, WEEK);
    Random random = new Random(seed);
    PriorityQueue<LabelFact> due =
        new PriorityQueue<>(Comparator.comparingLong(LabelFact::knownAt));
    int retracted = 0;
    for (Event event : OutliersTest.events(seed)) {
      while (!due.isEmpty() && due.peek().knownAt() <= event.time()) {
        LabelFact fact = due.poll();
        float before = ratio(event.time(), 20);
        history.learn(fact);
        naive.learn(fact);
        retracted += fact.positive() && ratio(event.time(), 20) != before ? 1 : 0;
      }
      float[] values = engine.newValues();
      engine.ofHistory(0, history, event, values);
      for (int i = 0; i < set.size(); i++) {
        FeatureSpec.History feature = (FeatureSpec.History) set.features().get(i);
        long window = feature.window() < 0 ? 0 : user.windows().get(feature.window());
        double expected = naive.take(feature.take(), event, window);
        if (!OutliersTest.isNear(values[i], expected)) {
          fail("%s of %s: %s, expected %s", feature.name(), event.id(), values[i], expected);
        }
      }
      history.add(event, values);
      naive.add(event);
      boolean positive = random.nextInt(4) == 0;
      due.add(Past.label(event.id(), positive, event.time() + 2 * DAY));
      if (random.nextInt(5) == 0) {
        due.add(Past.correction(event.id(), !positive, event.time() + 3 * DAY));
        if (random.nextBoolean()) {
          due.add(Past.correction(event.id(), positive, event.time() + 4 * DAY));
        }
      }
      if (random.nextInt(50) == 0) {
        history = restored();
      }
    }
    assertThat(retracted).isGreaterThan(10);
  }

  @Test
  void theStateIsBounded() {
    for (int i = 0; i < 5000; i++) {
      add("e" + i, NOON + i, 20);
    }
    StateWriter out = new StateWriter();
    history.write(out);
    StateWriter without = new StateWriter();
    EntityHistory same = engine(0).newHistory(0);
    for (int i = 0; i < 5000; i++) {
      same.add(Past.event("e" + i, NOON + i, 20, Double.NaN));
    }
    same.write(without);
    assertThat(out.size()).isEqualTo(without.size() + 36 + 4 + 8 * 21);
  }

  @Test
  void bytesThatAreDamagedAreRefused() {
    Retractable held = new Retractable(8);
    assertThatThrownBy(() -> held.read(new StateReader(new byte[] {100, 0, 0, 0})))
        .hasMessageContaining("expected 0 to 8");
  }

  private static EntitySpec user(OutlierSpec spec) {
    return new EntitySpec("user", List.of(0), List.of(0), List.of(DAY, WEEK), true, spec, null);
  }

  private static FeatureEngine engine(int retract) {
    return engine(retract, 30 * DAY);
  }

  private static FeatureEngine engine(int retract, long halfLife) {
    EntitySpec user = user(new OutlierSpec(0, 2, halfLife, retract));
    return new FeatureEngine(new FeatureSet(Past.SCHEMA, List.of(user), features()));
  }

  private static List<FeatureSpec> features() {
    return OutliersTest.features();
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

  private float take(String word, long time, double amount) {
    float[] values = values(time, amount);
    for (int i = engine.size() - 1; i >= 0; i--) {
      if (engine.set().features().get(i).name().startsWith(word)) {
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
}
