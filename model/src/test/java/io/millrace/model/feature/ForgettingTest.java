package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A history is forgotten")
class ForgettingTest {
  private static final long NOON = 1_532_520_000_000L;
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final EntitySpec ACCOUNT =
      new EntitySpec("account", List.of(0), List.of(), List.of(DAY, 30 * DAY), true);
  private static final EntitySpec PAIR =
      new EntitySpec("account+shop", List.of(0, 1), List.of(), List.of(DAY), false);
  private static final FeatureEngine ENGINE =
      new FeatureEngine(
          new FeatureSet(
              new EventSchema(List.of(), List.of("account", "shop")),
              List.of(ACCOUNT, PAIR),
              List.of(
                  new FeatureSpec.History(
                      "account.since_last", 0, Take.SINCE_LAST, -1, -1, Binning.DEFAULT),
                  new FeatureSpec.History(
                      "pair.since_last", 1, Take.SINCE_LAST, -1, -1, Binning.DEFAULT))));

  private final Forgetting forgetting = new Forgetting(ACCOUNT);

  private static EntityHistory history(long lastEvent) {
    EntityHistory history = ENGINE.newHistory(0);
    history.add(new Event("e", lastEvent, new double[0], new String[] {"anna", "corner"}));
    return history;
  }

  @Test
  void halfAYearBeyondTheEntitysLongestWindowByTheTimeOfWhoeverAsks() {
    long last = NOON + 210 * DAY;
    assertThat(forgetting.isForgotten("anna", history(NOON), last)).isFalse();
    assertThat(forgetting.isForgotten("anna", history(NOON), last + 1)).isTrue();
    assertThat(forgetting.isForgotten("anna", history(NOON), NOON - 999 * DAY)).isFalse();
  }

  @Test
  void aWeekAfterAnEventWithoutTheEntity() {
    String key = Forgetting.keyWithoutEntity("e");
    assertThat(forgetting.isForgotten(key, history(NOON), NOON + 7 * DAY)).isFalse();
    assertThat(forgetting.isForgotten(key, history(NOON), NOON + 7 * DAY + 1)).isTrue();
  }

  @Test
  void longBeforeItMayGoAsLateEventsStillAskForIt() {
    long last = NOON + 240 * DAY;
    assertThat(forgetting.mayGo("anna", history(NOON), last)).isFalse();
    assertThat(forgetting.mayGo("anna", history(NOON), last + 1)).isTrue();
    // Whoever is at most 30 days late finds no more in it than in none.
    assertThat(forgetting.isForgotten("anna", history(NOON), last + 1 - 30 * DAY)).isTrue();
  }

  @Test
  void atNoTimeWhereNothingHasHappenedButMayGo() {
    EntityHistory nothing = ENGINE.newHistory(0);
    assertThat(forgetting.isForgotten("anna", nothing, Long.MAX_VALUE)).isFalse();
    assertThat(forgetting.mayGo("anna", nothing, Long.MIN_VALUE)).isTrue();
  }

  /** Of everything that keys are made of: separators, escapes, and what starts nameless keys. */
  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withChars('\0', '\u0001', '+', '\\', 'a', '\u00e9')
        .ofMinLength(1)
        .ofMaxLength(4)
        // The service refuses names that begin so.
        .filter(name -> name.charAt(0) != Forgetting.NO_ENTITY);
  }

  @Property
  void noTwoDifferentNamesHaveTheSameKey(
      @ForAll("names") String account,
      @ForAll("names") String shop,
      @ForAll("names") String otherAccount,
      @ForAll("names") String otherShop) {
    assertThat(key(0, account, shop).equals(key(0, otherAccount, otherShop)))
        .isEqualTo(account.equals(otherAccount));
    assertThat(key(1, account, shop).equals(key(1, otherAccount, otherShop)))
        .isEqualTo(account.equals(otherAccount) && shop.equals(otherShop));
  }

  @Property
  void noNameHasTheKeyOfAnEventWithoutIt(
      @ForAll("names") String account, @ForAll("names") String shop, @ForAll("names") String id) {
    assertThat(Forgetting.keyWithoutEntity(id))
        .isNotIn(key(0, account, shop), key(1, account, shop));
    assertThat(key(0, account, shop).charAt(0)).isNotEqualTo(Forgetting.NO_ENTITY);
    assertThat(key(1, account, shop).charAt(0)).isNotEqualTo(Forgetting.NO_ENTITY);
  }

  private static String key(int entity, String... names) {
    return ENGINE.key(entity, new Event("e", NOON, new double[0], names));
  }
}
