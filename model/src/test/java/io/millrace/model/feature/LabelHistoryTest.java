package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Labels an entity was told")
class LabelHistoryTest {
  private static final long DAY = Past.DAY;

  /** 1 June 2018, noon. */
  private static final long FIRST = 1_527_854_400_000L;

  private static final EntitySpec TERMINAL =
      new EntitySpec("terminal_id", List.of(1), List.of(), List.of(30 * DAY), true);
  private static final FeatureSet SET =
      new FeatureSet(
          Past.SCHEMA,
          List.of(TERMINAL),
          List.of(
              windowed(Take.LABEL_COUNT),
              windowed(Take.LABEL_RATE),
              scalar(Take.LABEL_STREAK),
              scalar(Take.LABEL_STREAK_AGE),
              scalar(Take.SINCE_LAST_POSITIVE),
              scalar(Take.SINCE_LAST_NEGATIVE)));

  private final FeatureEngine engine = new FeatureEngine(SET);
  private final EntityHistory history = engine.newHistory(0);

  @Test
  void areAsTheReferencePageSays() {
    for (String id : List.of("a", "b", "c")) {
      history.add(Past.event(id, FIRST, 20, Double.NaN));
    }
    label("a", false, noonOfJune(8));
    assertThat(at(noonOfJune(9) - 4 * Past.HOUR, Take.LABEL_STREAK)).isZero();

    label("b", true, noonOfJune(9));
    label("c", true, noonOfJune(10));
    long now = noonOfJune(11);
    assertThat(at(now, Take.LABEL_COUNT)).isEqualTo(3);
    assertThat(at(now, Take.LABEL_RATE)).isEqualTo(2 / 3f);
    assertThat(at(now, Take.LABEL_STREAK)).isEqualTo(2);
    assertThat(at(now, Take.LABEL_STREAK_AGE)).isEqualTo(48);
    assertThat(at(now, Take.SINCE_LAST_POSITIVE)).isEqualTo(24);
    assertThat(at(now, Take.SINCE_LAST_NEGATIVE)).isEqualTo(72);

    label("d", false, now + 8 * Past.HOUR);
    long next = now + 9 * Past.HOUR;
    assertThat(at(next, Take.LABEL_STREAK)).isZero();
    assertThat(at(next, Take.LABEL_STREAK_AGE)).isNaN();
    assertThat(at(next, Take.LABEL_RATE)).isEqualTo(2 / 4f);
  }

  private static long noonOfJune(int day) {
    return FIRST + (day - 1) * DAY;
  }

  private void label(String id, boolean positive, long knownAt) {
    history.learn(Past.label(id, positive, knownAt));
  }

  private float at(long time, Take take) {
    float[] values = engine.newValues();
    engine.ofHistory(0, history, Past.event("now", time, 20, Double.NaN), values);
    return values[SET.indexOf(take.name())];
  }

  private static FeatureSpec windowed(Take take) {
    return new FeatureSpec.History(take.name(), 0, take, -1, 0, Binning.DEFAULT);
  }

  private static FeatureSpec scalar(Take take) {
    return new FeatureSpec.History(take.name(), 0, take, -1, -1, Binning.DEFAULT);
  }
}
