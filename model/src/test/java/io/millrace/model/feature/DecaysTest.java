package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Event;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Decayed windows of an entity")
class DecaysTest {
  private static final long NOON = 1_500_000_000_000L;
  private static final List<Long> WINDOWS = List.of(Past.HOUR, Past.DAY, 7 * Past.DAY);
  private static final EntitySpec USER =
      new EntitySpec("user", List.of(0), List.of(0, 1), WINDOWS, false);
  private static final FeatureSet SET = new FeatureSet(Past.SCHEMA, List.of(USER), features());

  private final FeatureEngine engine = new FeatureEngine(SET);
  private EntityHistory history = engine.newHistory(0);

  private static List<FeatureSpec> features() {
    List<FeatureSpec> features = new ArrayList<>();
    for (Take take : Take.values()) {
      if (!take.ofDecays()) continue;
      for (int number = take.ofNumber() ? 0 : -1; number < (take.ofNumber() ? 2 : 0); number++) {
        for (int window = 0; window < WINDOWS.size(); window++) {
          String name = take + "(" + number + ") over " + window;
          features.add(new FeatureSpec.History(name, 0, take, number, window, Binning.DEFAULT));
        }
      }
    }
    return features;
  }

  @Test
  void areAsTheReferencePageSays() {
    add(NOON, 40);
    add(NOON + Past.DAY, 10);
    Event now = event(NOON + 2 * Past.DAY, 40);
    assertThat(take(Take.DECAYED_COUNT, -1, now)).isEqualTo(0.75f);
    assertThat(take(Take.DECAYED_SUM, 0, now)).isEqualTo(15);
    assertThat(take(Take.DECAYED_MEAN, 0, now)).isEqualTo(20);
    assertThat(take(Take.DECAYED_RATIO, 0, now)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void areThoseOfANaiveTwin(long seed) {
    Random random = new Random(seed);
    List<Event> past = new ArrayList<>();
    for (Event event : Past.events(seed, 300, 3 * Past.HOUR)) {
      float[] found = values(event);
      for (int f = 0; f < SET.size(); f++) {
        float expected = naive((FeatureSpec.History) SET.features().get(f), past, event);
        assertThat(isAlike(found[f], expected))
            .as("%s at %s: %s and %s", SET.features().get(f).name(), event, found[f], expected)
            .isTrue();
      }
      history.add(event);
      past.add(event);
      if (random.nextInt(4) == 0) {
        history = reread(history);
      }
    }
  }

  private static boolean isAlike(float found, float expected) {
    return Float.compare(found, expected) == 0
        || Math.abs(found - expected) <= Math.max(1e-6f, Math.abs(expected) * 1e-5f);
  }

  private static float naive(FeatureSpec.History feature, List<Event> past, Event event) {
    List<Event> counted =
        past.stream().filter(before -> !Double.isNaN(number(feature, before))).toList();
    // A late event is told the sums as they are at the newest.
    long at = event.time();
    for (Event before : counted) {
      at = Math.max(at, before.time());
    }
    double weight = 0;
    double sum = 0;
    for (Event before : counted) {
      double own = Math.pow(2, -(double) (at - before.time()) / WINDOWS.get(feature.window()));
      weight += own;
      sum += own * (float) number(feature, before);
    }
    double mean = sum / weight;
    float own = (float) number(feature, event);
    return (float)
        switch (feature.take()) {
          case DECAYED_COUNT -> weight;
          case DECAYED_SUM -> sum;
          case DECAYED_MEAN -> mean;
          default -> mean == own ? 1 : Math.max(-1e6, Math.min(1e6, own / mean));
        };
  }

  private static double number(FeatureSpec.History feature, Event event) {
    return feature.number() < 0 ? 0 : event.numbers()[feature.number()];
  }

  @Test
  void areAsBeforeOnceAnEventIsWithdrawn() {
    add(NOON, 40);
    add(NOON + Past.DAY, 10);
    Event event = event(NOON + 2 * Past.DAY, 30);
    float[] before = values(event);
    history.add(event);
    history.withdraw(event);
    assertThat(values(event)).containsExactly(before, Offset.offset(1e-4f));
  }

  @Test
  void keepNoEvents() {
    for (int i = 0; i < 1_000; i++) {
      add(NOON + i, i);
    }
    StateWriter out = new StateWriter();
    history.write(out);
    assertThat(out.size()).isLessThan(500);
  }

  private static Event event(long time, double amount) {
    return Past.event("e", time, amount, Double.NaN);
  }

  private void add(long time, double amount) {
    history.add(event(time, amount));
  }

  private float[] values(Event event) {
    float[] values = engine.newValues();
    engine.ofHistory(0, history, event, values);
    return values;
  }

  /** Over a day. */
  private float take(Take take, int number, Event event) {
    return values(event)[SET.indexOf(take + "(" + number + ") over 1")];
  }

  private EntityHistory reread(EntityHistory written) {
    StateWriter out = new StateWriter();
    written.write(out);
    return engine.readHistory(0, new StateReader(out.toBytes()));
  }
}
