package io.millrace.model.feature;

import static io.millrace.model.feature.Past.DAY;
import static io.millrace.model.feature.Past.EVERY_TAKE;
import static io.millrace.model.feature.Past.HOUR;
import static io.millrace.model.feature.Past.event;
import static io.millrace.model.feature.Past.label;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.event.Event;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The history of an entity")
class EntityHistoryTest {
  private static final String GOLDEN = "entity-history-v1.bin";

  private final FeatureEngine engine = new FeatureEngine(EVERY_TAKE);

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void goesOnFromItsBytesAsIfNothingHadHappened(long seed) {
    EntityHistory original = engine.newHistory(0);
    EntityHistory restored = engine.newHistory(0);
    for (Event event : Past.events(seed, 1500, 10 * 60_000)) {
      assertThat(values(restored, event)).isEqualTo(values(original, event));
      for (EntityHistory history : List.of(original, restored)) {
        history.add(event);
        history.remember(event.id());
        history.learn(label(event.id(), event.numbers()[0] > 70, event.time() + HOUR));
      }
      assertThat(bytes(restored)).isEqualTo(bytes(original));
      restored = engine.readHistory(0, new StateReader(bytes(original)));
    }
  }

  /**
   * Bytes of format 1, from 2000 events (seed 1) with a label each; they must load for ever. Made
   * by this test with the system property {@code golden.write}, never again.
   */
  @Test
  void ofTheFirstFormatStillLoads() throws IOException {
    EntityHistory history = engine.newHistory(0);
    List<Event> past = Past.events(1, 2000, 3 * 60_000);
    for (Event event : past) {
      history.add(event);
      history.remember(event.id());
      history.learn(label(event.id(), event.id().endsWith("7"), event.time() + DAY));
    }
    if (System.getProperty("golden.write") != null) {
      Files.write(Path.of(System.getProperty("golden.write"), GOLDEN), bytes(history));
    }
    byte[] golden = golden();
    Event next = event("next", past.get(1999).time() + HOUR, 55, 2);
    EntityHistory loaded = engine.readHistory(0, new StateReader(golden));
    assertThat(values(loaded, next)).isEqualTo(values(history, next));
    assertThat(loaded.remembers("e1999")).isTrue();
    assertThat(bytes(history)).isEqualTo(golden);
  }

  @Test
  void remembersTheLastSixtyFourIds() {
    EntityHistory history = engine.newHistory(0);
    for (int i = 0; i < 100; i++) {
      history.remember("e" + i);
      history = engine.readHistory(0, new StateReader(bytes(history)));
    }
    assertThat(history.remembers("e35")).isFalse();
    for (int i = 36; i < 100; i++) {
      assertThat(history.remembers("e" + i)).as("e%d", i).isTrue();
    }
  }

  @Test
  void tellsARecordThatComesAgainFromAnotherOfTheSameId() {
    EntityHistory history = engine.newHistory(0);
    history.remember("a", 7);
    history.remember("b");
    history = engine.readHistory(0, new StateReader(bytes(history)));
    assertThat(history.remembers("a")).isTrue();
    assertThat(history.remembers("a", 7)).isTrue();
    assertThat(history.remembers("a", 8)).isFalse();
    assertThat(history.remembers("b")).isTrue();
    assertThat(history.remembers("b", 7)).isFalse();
    assertThat(history.remembers("c", 7)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void thatAnEventIsWithdrawnFromSaysWhatItSaidBefore(long seed) {
    EntityHistory history = engine.newHistory(0);
    for (Event event : Past.events(seed, 250, HOUR)) {
      float[] before = values(history, event);
      history.add(event);
      EntityHistory again = engine.readHistory(0, new StateReader(bytes(history)));
      again.withdraw(event);
      assertThat(values(again, event)).isEqualTo(before);
    }
  }

  @Test
  void letsEventsExpireButNotTheirIds() {
    EntityHistory history = engine.newHistory(0);
    history.add(event("a", 0, 1, 1));
    history.remember("a");
    history.expire(7 * DAY - 1);
    assertThat(history.events()).isEqualTo(1);
    history.expire(7 * DAY);
    assertThat(history.events()).isZero();
    assertThat(history.remembers("a")).isTrue();
    assertThat(history.newest()).isZero();
    assertThat(
            values(history, event("b", 8 * DAY, 1, 1))[
                EVERY_TAKE.indexOf("SINCE_LAST(-1) over -1")])
        .isEqualTo(8 * 24);
  }

  @Test
  void keepsOnlyWhatFeaturesAskFor() {
    FeatureEngine lean =
        new FeatureEngine(
            new FeatureSet(
                Past.SCHEMA,
                List.of(Past.USER),
                List.of(
                    new FeatureSpec.History("gap", 0, Take.SINCE_LAST, -1, -1, Binning.DEFAULT))));
    EntityHistory history = lean.newHistory(0);
    Past.events(1, 500, HOUR).forEach(history::add);
    assertThat(history.events()).isZero();
    float[] values = lean.newValues();
    lean.ofHistory(0, history, event("x", history.newest() + 2 * HOUR, 1, 1), values);
    assertThat(values).containsExactly(2);
  }

  @Test
  void takesAboutAKilobyteAndAHalfForAHundredAndTwentyEvents() {
    EntitySpec user = new EntitySpec("user", List.of(0), List.of(0), List.of(30 * DAY), false);
    FeatureSpec mean = new FeatureSpec.History("m", 0, Take.MEAN, 0, 0, Binning.DEFAULT);
    FeatureEngine one =
        new FeatureEngine(new FeatureSet(Past.SCHEMA, List.of(user), List.of(mean)));
    EntityHistory history = one.newHistory(0);
    for (int i = 0; i < 120; i++) {
      history.add(event("e" + i, i * HOUR, i, i));
      history.remember("e" + i);
    }
    // 120 rows of 8 bytes, 64 ids of 8 bytes, 32 bytes of the rest.
    assertThat(bytes(history)).hasSize(1504);
  }

  @Test
  void isRefusedWhereItsBytesAreNotOne() {
    byte[] bytes = bytes(engine.newHistory(0));
    byte[] format = bytes.clone();
    format[0] = 2;
    assertThatThrownBy(() -> engine.readHistory(0, new StateReader(format)))
        .hasMessageContaining("history of user: format = 2, expected 1");
    byte[] numbers = bytes.clone();
    numbers[1] = 1;
    assertThatThrownBy(() -> engine.readHistory(0, new StateReader(numbers)))
        .hasMessageContaining("numbers = 1, expected 2");
  }

  @Test
  void isRefusedWhereItsBytesEndEarly() {
    EntityHistory history = engine.newHistory(0);
    Past.events(1, 20, HOUR).forEach(history::add);
    byte[] bytes = bytes(history);
    for (int length = 0; length < bytes.length; length++) {
      StateReader cut = new StateReader(Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> engine.readHistory(0, cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("damaged");
    }
  }

  private float[] values(EntityHistory history, Event event) {
    float[] values = engine.newValues();
    engine.ofHistory(0, history, event, values);
    return values;
  }

  private static byte[] bytes(EntityHistory history) {
    StateWriter out = new StateWriter();
    history.write(out);
    return out.toBytes();
  }

  private static byte[] golden() throws IOException {
    try (InputStream in = EntityHistoryTest.class.getResourceAsStream(GOLDEN)) {
      return in.readAllBytes();
    }
  }
}
