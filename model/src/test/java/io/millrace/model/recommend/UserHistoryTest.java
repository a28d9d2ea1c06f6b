package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.feature.TextHash;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A user's history")
class UserHistoryTest {
  private static final Asking NEW_ONLY = new Asking(2, false, false);
  private static final Asking REPEATS = new Asking(2, true, true);

  private final UserHistory history = new UserHistory(3);

  private void take(String item, long time) {
    history.add(new Activity("u", item, "", 1, time), 1);
  }

  private static long id(String item) {
    return TextHash.of(item);
  }

  @Test
  void tellsTheLastDifferentItemsNewestFirst() {
    take("a", 1);
    take("b", 2);
    take("a", 3);

    assertThat(history.view(0, 4, NEW_ONLY).recent()).containsExactly(id("a"), id("b"));
    assertThat(history.view(0, 4, NEW_ONLY).times()).containsExactly(3, 2);
  }

  @Test
  void forgetsTheItemLongestUntouchedBeyondItsLimit() {
    take("a", 1);
    take("b", 2);
    take("c", 3);
    take("a", 4);
    take("d", 5);

    assertThat(history.has(id("b"))).isFalse();
    assertThat(history.has(id("a"))).isTrue();
    assertThat(history.size()).isEqualTo(3);
  }

  @Test
  void whatWasHadIsNotListedAgainUnlessRepeatsAreShown() {
    take("a", 1);
    take("b", 2);

    assertThat(history.view(0, 3, NEW_ONLY).excluded()).containsExactly(id("a"), id("b"));
    assertThat(history.view(0, 3, REPEATS).excluded()).isEmpty();
  }

  @Test
  void theBasketBeingFilledIsNotListed() {
    take("a", 1);
    take("b", 2);
    take("c", 2);

    assertThat(history.view(0, 2, REPEATS).excluded()).containsExactly(id("b"), id("c"));
  }

  @Test
  void theBasketIsNotListedThoughALateActivityCameBetween() {
    take("a", 7);
    take("x", 2);
    take("b", 7);

    assertThat(history.view(0, 7, REPEATS).excluded()).containsExactly(id("a"), id("b"));
  }

  @Test
  void anActivityThatComesLateIsNotTheNewest() {
    take("a", 100);
    take("b", 1);

    assertThat(history.lastTime()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void theNewestTimeIsReadAsItWasWrittenWhereNoItemTellsIt(boolean explores) {
    take("a", 100);
    take("a", 1);
    if (explores) {
      history.show(new long[] {5}, new Propensities(new float[] {.9f}, new boolean[] {true}));
    }

    UserHistory read = UserHistory.read(new StateReader(bytes(history)), 3);

    assertThat(read.lastTime()).isEqualTo(100);
    assertThat(read.view(0, 4, REPEATS).times()).containsExactly(1);
    assertThat(bytes(read)).isEqualTo(bytes(history));
  }

  @Test
  void theFirstActivityIsNoTest() {
    assertThat(lesson("a", NEW_ONLY).test()).isFalse();
  }

  @Test
  void anItemHadIsATestOnlyIfRepeatsAreShown() {
    take("a", 1);

    assertThat(lesson("a", NEW_ONLY).test()).isFalse();
    assertThat(lesson("a", REPEATS).test()).isTrue();
    assertThat(lesson("b", NEW_ONLY).test()).isTrue();
  }

  private Lesson lesson(String item, Asking asking) {
    return history.lesson(new Activity("u", item, "", 1, 9), 1, true, asking);
  }

  @Test
  void isReadAsItWasWritten() {
    take("a", 1);
    take("b", 2);
    history.show(new long[] {5, 6});

    UserHistory read = UserHistory.read(new StateReader(bytes(history)), 3);

    assertThat(bytes(read)).isEqualTo(bytes(history));
    assertThat(read.lastTime()).isEqualTo(2);
  }

  @Test
  void theChancesOfTheListShownLastAreReadAsTheyWereWrittenAndToldWithTheLesson() {
    take("a", 1);
    history.show(
        new long[] {5, 6}, new Propensities(new float[] {.9f, .01f}, new boolean[] {false, true}));

    UserHistory read = UserHistory.read(new StateReader(bytes(history)), 3);
    Lesson lesson = read.lesson(new Activity("u", "b", "", 1, 9), 1, true, REPEATS);

    assertThat(bytes(read)).isEqualTo(bytes(history));
    assertThat(lesson.shown()).containsExactly(5, 6);
    assertThat(lesson.chances().values()).containsExactly(.9f, .01f);
    assertThat(lesson.chances().drawn()).containsExactly(false, true);
  }

  @Test
  void bytesOfAnotherFormatAreRefused() {
    byte[] bytes = bytes(history);
    bytes[0] = 9;

    assertThatThrownBy(() -> UserHistory.read(new StateReader(bytes), 3))
        .hasMessageContaining("format 9, expected 1");
  }

  private static byte[] bytes(UserHistory history) {
    StateWriter out = new StateWriter();
    history.write(out);
    return out.toBytes();
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, 100",
    "true, true, 100",
    "true, false, 100",
    "false, false, 6",
    "true, true, 6"
  })
  void aLessonKnowsWhatTheUserIsKnownByAfterIt(boolean repeats, boolean except, int limit) {
    Asking asking = new Asking(5, repeats, except);
    UserHistory history = new UserHistory(limit);
    Random random = new Random(limit);
    long time = 0;
    for (int i = 0; i < 2_000; i++) {
      time += random.nextInt(3) == 0 ? 1000 : 0;
      Activity activity = new Activity("u", "i" + random.nextInt(12), "", 1, time);
      Lesson lesson = history.lesson(activity, random.nextFloat(), true, asking);
      history.add(activity, lesson.weight());

      UserView after = lesson.after(asking, limit);

      assertThat(after)
          .usingRecursiveComparison()
          .isEqualTo(history.view(after.user(), time, asking));
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, true", "true, false"})
  void aLessonKnowsItTooWhereActivitiesComeLate(boolean repeats, boolean except) {
    Asking asking = new Asking(6, repeats, except);
    UserHistory history = new UserHistory(6);
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      long time = i / 10 * 1000 - random.nextInt(3) * 1000;
      Activity activity = new Activity("u", "i" + random.nextInt(12), "", 1, time);
      Lesson lesson = history.lesson(activity, random.nextFloat(), true, asking);
      history.add(activity, lesson.weight());

      assertThat(lesson.after(asking, 6))
          .usingRecursiveComparison()
          .isEqualTo(history.view(lesson.view().user(), time, asking));
    }
  }
}
