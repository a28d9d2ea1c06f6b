package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The texts that an entity has met")
class MetTextsTest {
  private static final long NOON = 1_500_000_000_000L;
  private static final List<Long> WINDOWS = List.of(Past.HOUR, Past.DAY, 7 * Past.DAY);
  private static final EntitySpec USER =
      new EntitySpec("user", List.of(0), List.of(), WINDOWS, false, null, null, List.of(1, 2));
  private static final FeatureSet SET =
      new FeatureSet(
          new EventSchema(List.of(), List.of("user", "country", "shop")),
          List.of(USER),
          features());

  private final FeatureEngine engine = new FeatureEngine(SET);
  private EntityHistory history = engine.newHistory(0);

  /** Of both texts, over each window: how many, then whether this one is new. */
  private static List<FeatureSpec> features() {
    List<FeatureSpec> features = new ArrayList<>();
    for (Take take : List.of(Take.DISTINCT, Take.FIRST_TIME)) {
      for (int text = 0; text < 2; text++) {
        for (int window = 0; window < WINDOWS.size(); window++) {
          String name = take + "(" + text + ") over " + window;
          features.add(new FeatureSpec.History(name, 0, take, text, window, Binning.DEFAULT));
        }
      }
    }
    return features;
  }

  @Test
  void areAsTheReferencePageSays() {
    add(NOON, "t1", "FR");
    add(NOON + Past.HOUR, "t2", "FR");
    add(NOON + 2 * Past.HOUR, "t1", "FR");
    float[] third = values(event(NOON + 3 * Past.HOUR, "t3", "FR"));
    assertThat(distinct(third, 0, 2)).as("terminals of the week").isEqualTo(2);
    assertThat(isNew(third, 0, 2)).as("t3").isEqualTo(1);
    assertThat(isNew(third, 1, 2)).as("FR").isZero();
    float[] later = values(event(NOON + 8 * Past.DAY, "t1", "FR"));
    assertThat(distinct(later, 0, 2)).isZero();
    assertThat(isNew(later, 0, 2)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void areThoseOfANaiveTwin(long seed) {
    Random random = new Random(seed);
    List<Event> past = new ArrayList<>();
    long time = NOON;
    for (int i = 0; i < 600; i++) {
      time += random.nextInt(5) == 0 ? 0 : random.nextInt((int) (8 * Past.HOUR));
      Event event = event(time, text(random, 40), random.nextInt(4) == 0 ? null : text(random, 3));
      float[] found = values(event);
      for (int t = 0; t < 2; t++) {
        for (int w = 0; w < WINDOWS.size(); w++) {
          List<String> met = met(past, 1 + t, time - WINDOWS.get(w), time);
          String own = event.texts()[1 + t];
          assertThat(distinct(found, t, w)).isEqualTo(met.size());
          float isNew = own == null ? Float.NaN : met.contains(own) ? 0 : 1;
          // Boxed: a missing value equals a missing one.
          assertThat(isNew(found, t, w)).isEqualTo(Float.valueOf(isNew));
        }
      }
      history.add(event);
      past.add(event);
      if (random.nextInt(4) == 0) {
        history = reread(history);
      }
    }
  }

  private static List<String> met(List<Event> past, int slot, long start, long end) {
    return past.stream()
        .filter(event -> event.time() > start && event.time() <= end)
        .map(event -> event.texts()[slot])
        .filter(text -> text != null)
        .distinct()
        .collect(Collectors.toList());
  }

  @Test
  void areBoundedByForgettingTheOneMetLongestAgo() {
    for (int i = 0; i < 200; i++) {
      add(NOON + i, "t" + i, "FR");
    }
    add(NOON + 200, "t72", "FR");
    add(NOON + 201, "new", "FR");
    assertThat(distinct(values(event(NOON + 300, "t", "FR")), 0, 0)).isEqualTo(128);
    assertThat(isNew(values(event(NOON + 300, "t72", "FR")), 0, 0)).as("met again").isZero();
    assertThat(isNew(values(event(NOON + 300, "t73", "FR")), 0, 0)).as("forgotten").isEqualTo(1);
    assertThat(isNew(values(event(NOON + 300, "t74", "FR")), 0, 0)).isZero();
    assertThat(reread(history).met(0).distinct(NOON, NOON + 300)).isEqualTo(128);
  }

  @Test
  void knowNothingOfWhatCameAfterALateEvent() {
    add(NOON, "t1", "FR");
    add(NOON + Past.HOUR, "t2", "DE");
    float[] late = values(event(NOON + 1, "t2", "FR"));
    assertThat(distinct(late, 0, 1)).isEqualTo(1);
    assertThat(isNew(late, 0, 1)).isEqualTo(1);
    add(NOON + 1, "t2", "FR");
    assertThat(isNew(values(event(NOON + 2, "t2", "FR")), 0, 1)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"t1", "t2", "t3"})
  void areAsBeforeOnceAnEventIsWithdrawn(String text) {
    add(NOON, "t1", "FR");
    add(NOON + 1, "t2", "FR");
    add(NOON + 2, "t2", null);
    Event event = event(NOON + 3, text, "FR");
    float[] before = values(event);
    history.add(event);
    history.withdraw(event);
    assertThat(values(event)).containsExactly(before);
  }

  @Test
  void ofAnEventThatLacksTheEntityAreNone() {
    float[] values = engine.newValues();
    engine.ofHistory(0, null, event(NOON, "t1", null), values);
    assertThat(distinct(values, 0, 2)).isZero();
    assertThat(isNew(values, 0, 2)).isEqualTo(1);
    assertThat(isNew(values, 1, 2)).isNaN();
  }

  @Test
  void changeWhatAFeatureSetIs() {
    EntitySpec none = new EntitySpec("user", List.of(0), List.of(), WINDOWS, false);
    assertThat(SET.canonical()).contains("labels false texts [country, shop]");
    assertThat(new FeatureSet(SET.schema(), List.of(none), List.of()).canonical())
        .doesNotContain("texts");
  }

  private static String text(Random random, int of) {
    return "t" + random.nextInt(of);
  }

  private static Event event(long time, String country, String shop) {
    return new Event("e", time, new double[0], new String[] {"u1", country, shop});
  }

  private void add(long time, String country, String shop) {
    history.add(event(time, country, shop));
  }

  private float[] values(Event event) {
    float[] values = engine.newValues();
    engine.ofHistory(0, history, event, values);
    return values;
  }

  private static float distinct(float[] values, int text, int window) {
    return values[3 * text + window];
  }

  private static float isNew(float[] values, int text, int window) {
    return values[6 + 3 * text + window];
  }

  private EntityHistory reread(EntityHistory written) {
    StateWriter out = new StateWriter();
    written.write(out);
    return engine.readHistory(0, new StateReader(out.toBytes()));
  }
}
