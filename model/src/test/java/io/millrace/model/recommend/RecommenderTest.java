package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.feature.TextHash;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The recommender")
class RecommenderTest {
  private static final RecommenderConfig ALL =
      new RecommenderConfig(
          List.of(
              new GeneratorConfig.Popularity(Duration.ofHours(6)),
              new GeneratorConfig.CoOccurrence(10, .9, .9, .7, .6, 5, .5, 50),
              new GeneratorConfig.Markov(3, .6, .6, .2, 3, 50),
              new GeneratorConfig.UserNeighbours(10, .9, .5, .3, 5, 10, 30, 20, 20),
              new GeneratorConfig.Bpr(new FactorsConfig(8, 5, .8, .1, .01, 2, 2, 200, 1)),
              new GeneratorConfig.Isgd(8, .05, .01, 1, 30, 1, .1, .005)),
          BlendConfig.DEFAULT);
  private static final List<Activity> STREAM = Pasts.random(11, 2500, 40, 120);

  private final Map<String, UserHistory> users = new HashMap<>();

  private void learn(Recommender recommender, List<Activity> activities, Asking asking) {
    for (Activity activity : activities) {
      UserHistory user = users.computeIfAbsent(activity.user(), name -> new UserHistory(1000));
      recommender.learn(user.lesson(activity, 1, true, asking));
      user.add(activity, 1);
    }
  }

  @Test
  void aRestoredOneGoesOnExactlyAsTheOriginal() {
    Recommender original = new Recommender(ALL);
    learn(original, STREAM.subList(0, 1200), Pasts.NEW_ITEMS);
    Recommender restored = restored(original);
    Map<String, UserHistory> middle = copy();

    learn(original, STREAM.subList(1200, 2500), Pasts.NEW_ITEMS);
    users.clear();
    users.putAll(middle);
    learn(restored, STREAM.subList(1200, 2500), Pasts.NEW_ITEMS);

    assertThat(restored.digest()).isEqualTo(original.digest());
    assertThat(restored.quality().sinceStart()).isEqualTo(original.quality().sinceStart());
  }

  private static Recommender restored(Recommender original) {
    StateWriter out = new StateWriter();
    original.write(out);
    Recommender restored = new Recommender(ALL);
    restored.read(new StateReader(out.toBytes()));
    assertThat(restored.digest()).isEqualTo(original.digest());
    return restored;
  }

  private Map<String, UserHistory> copy() {
    Map<String, UserHistory> copies = new HashMap<>();
    users.forEach(
        (name, history) -> {
          StateWriter out = new StateWriter();
          history.write(out);
          copies.put(name, UserHistory.read(new StateReader(out.toBytes()), 1000));
        });
    return copies;
  }

  @Test
  void listsNothingThatTheUserHad() {
    Recommender recommender = new Recommender(ALL);
    learn(recommender, STREAM, Pasts.NEW_ITEMS);

    for (String user : users.keySet()) {
      UserView view =
          users.get(user).view(TextHash.of(user), GeneratorContract.END, Pasts.NEW_ITEMS);
      Listed list = recommender.asker().recommend(view, 20);
      Set<Long> had = new HashSet<>();
      for (long id : view.excluded()) had.add(id);
      for (long id : list.ids()) assertThat(had).doesNotContain(id);
      assertThat(list.items()).doesNotHaveDuplicates();
    }
  }

  @Test
  void knowsNoMoreItemsThanItMayAndForgetsThoseLongestUntouched() {
    RecommenderConfig few = new RecommenderConfig(ALL.generators(), ALL.blend(), 40);
    Recommender recommender = new Recommender(few);
    Map<String, Integer> touched = new HashMap<>();
    for (int i = 0; i < STREAM.size(); i++) {
      Activity activity = STREAM.get(i);
      touched.put(activity.item(), i);
      learn(recommender, List.of(activity), Pasts.REPEATS);
      assertThat(recommender.items()).isBetween(1, 41);
    }
    List<String> newest =
        touched.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(30)
            .map(Map.Entry::getKey)
            .toList();
    Set<String> listed = new HashSet<>();
    for (int user = 0; user < 40; user++) {
      UserView view =
          users.get("u" + user).view(TextHash.of("u" + user), GeneratorContract.END, Pasts.REPEATS);
      listed.addAll(List.of(recommender.asker().recommend(view, 100).items()));
    }
    assertThat(listed).hasSizeLessThanOrEqualTo(41).containsAnyElementsOf(newest);
    assertThat(recommender.quality().sinceStart().hitRate20()).isGreaterThan(.1);
  }

  @Test
  void popularItemsAreHeldBackByHowOftenTheirActivityDoubled() {
    Recommender plain = new Recommender(ALL);
    learn(plain, STREAM, Pasts.NEW_ITEMS);
    users.clear();
    Recommender held =
        new Recommender(new RecommenderConfig(ALL.generators(), ALL.blend(), ALL.items(), .5));
    learn(held, STREAM, Pasts.NEW_ITEMS);
    Map<String, Integer> events = new HashMap<>();
    STREAM.forEach(activity -> events.merge(activity.item(), 1, Integer::sum));

    for (String user : users.keySet()) {
      UserView view =
          users.get(user).view(TextHash.of(user), GeneratorContract.END, Pasts.NEW_ITEMS);
      Listed all = plain.asker().recommend(view, 1000);
      Map<String, Double> expected = new HashMap<>();
      for (int i = 0; i < all.items().length; i++) {
        double doublings = Candidates.log2(1 + events.get(all.items()[i]));
        expected.put(all.items()[i], all.scores()[i] - .5 * doublings);
      }
      Listed list = held.asker().recommend(view, 10);
      assertThat(list.items()).hasSize(10);
      for (int i = 0; i < 10; i++) {
        assertThat((double) list.scores()[i])
            .isCloseTo(expected.remove(list.items()[i]), within(1e-4));
      }
      assertThat(expected.values()).allMatch(score -> score <= list.scores()[9] + 1e-4);
    }
  }

  @Test
  void listsWhoseItemsDifferTeachTheSame() {
    Recommender plain = new Recommender(ALL);
    learn(plain, STREAM, Pasts.NEW_ITEMS);
    users.clear();
    RecommenderConfig settings =
        new RecommenderConfig(
            ALL.generators(), ALL.blend(), ALL.items(), 0, null, new Diversity(.7, 20));
    Recommender diverse = new Recommender(settings);
    learn(diverse, STREAM, Pasts.NEW_ITEMS);
    UserView view = users.get("u3").view(TextHash.of("u3"), GeneratorContract.END, Pasts.NEW_ITEMS);

    Listed best = plain.asker().recommend(view, 20);
    Listed list = diverse.asker().recommend(view, 20);

    assertThat(list.items()).containsExactlyInAnyOrder(best.items()).isNotEqualTo(best.items());
    assertThat(list.items()[0]).isEqualTo(best.items()[0]);
    assertThat(list.scores()).containsExactlyInAnyOrder(best.scores());
    assertThat(diverse.asker().suggest(view, 10))
        .extracting(Suggestion::item)
        .containsExactly(Arrays.copyOf(list.items(), 10));
    assertThat(settings.canonical()).contains("mmr=0.7");
  }

  @Test
  void aWithdrawnItemIsInNoListUntilItIsBack() {
    Recommender recommender = new Recommender(ALL);
    learn(recommender, STREAM.subList(0, 1200), Pasts.REPEATS);
    String popular = popular(recommender)[0];

    recommender.notice(new ItemNotice(popular, true, 0));
    recommender.notice(new ItemNotice("never met", true, 0));

    assertThat(popular(recommender)).hasSize(20).doesNotContain(popular);
    assertThat(recommender.withdrawn()).isEqualTo(2);
    Recommender restored = restored(recommender);
    assertThat(popular(restored)).isEqualTo(popular(recommender));
    restored.notice(new ItemNotice(popular, false, 0));
    assertThat(popular(restored)).contains(popular);
    learn(recommender, STREAM.subList(1200, 2500), Pasts.REPEATS);
    assertThat(popular(recommender)).doesNotContain(popular);
  }

  @Test
  void whatIsSaidOfAnItemIsToldAndChangesNoList() {
    Recommender plain = new Recommender(ALL);
    learn(plain, STREAM, Pasts.NEW_ITEMS);
    users.clear();
    Recommender told = new Recommender(ALL);
    for (int item = 0; item < 120; item++) {
      told.notice(notice("i" + item, "Item " + item, 2.5));
    }
    learn(told, STREAM, Pasts.NEW_ITEMS);
    UserView view = users.get("u3").view(TextHash.of("u3"), GeneratorContract.END, Pasts.NEW_ITEMS);

    List<Suggestion> list = restored(told).asker().suggest(view, 10);

    assertThat(told.described()).isEqualTo(120);
    assertThat(list).hasSize(10);
    for (Suggestion item : list) {
      assertThat(item.title()).isEqualTo(item.item().replace("i", "Item "));
      assertThat(item.price()).isEqualTo(2.5);
      assertThat(item.becauseTitle()).isEqualTo(item.because().replace("i", "Item "));
    }
    assertThat(list).extracting(Suggestion::because).anyMatch(because -> !because.isEmpty());
    Listed expected = plain.asker().recommend(view, 10);
    assertThat(list).extracting(Suggestion::item).containsExactly(expected.items());
    assertThat(told.quality().sinceStart()).isEqualTo(plain.quality().sinceStart());
  }

  private static RecommenderConfig withContent(int items) {
    List<GeneratorConfig> all = new ArrayList<>(ALL.generators());
    all.add(new GeneratorConfig.Content(10, .9, .5, Integer.MAX_VALUE, Duration.ZERO));
    return new RecommenderConfig(all, ALL.blend(), items);
  }

  @Test
  void likenessOfContentChangesNothingWhereNothingIsSaidOfItems() {
    Recommender without = new Recommender(ALL);
    Recommender with = new Recommender(withContent(ALL.items()));
    for (Activity activity : STREAM) {
      UserHistory user = users.computeIfAbsent(activity.user(), name -> new UserHistory(1000));
      Lesson lesson = user.lesson(activity, 1, true, Pasts.NEW_ITEMS);
      without.learn(lesson);
      with.learn(lesson);
      user.add(activity, 1);
      if (lesson.test()) {
        assertThat(with.tested().items()).isEqualTo(without.tested().items());
        assertThat(with.tested().scores()).isEqualTo(without.tested().scores());
      }
    }
  }

  @Test
  void anItemThatNobodyTookIsListedForWhatItIs() {
    Recommender recommender = new Recommender(withContent(ALL.items()));
    recommender.notice(new ItemNotice("before", false, 0, about(List.of("x"))));
    for (int item = 0; item < 120; item++) {
      List<String> categories = Pasts.categories("i" + item);
      recommender.notice(new ItemNotice("i" + item, false, 0, about(categories)));
    }
    learn(recommender, STREAM, Pasts.NEW_ITEMS);
    UserView view = users.get("u3").view(TextHash.of("u3"), GeneratorContract.END, Pasts.NEW_ITEMS);
    String liked = recommender.asker().recommend(view, 1).items()[0];

    recommender.notice(new ItemNotice("new", false, 0, about(Pasts.categories(liked))));
    assertThat(recommender.asker().recommend(view, 200).items())
        .contains("new")
        .doesNotContain("before");
    Recommender restored = new Recommender(withContent(ALL.items()));
    StateWriter out = new StateWriter();
    recommender.write(out);
    restored.read(new StateReader(out.toBytes()));
    assertThat(restored.digest()).isEqualTo(recommender.digest());
    assertThat(restored.asker().recommend(view, 200).items())
        .isEqualTo(recommender.asker().recommend(view, 200).items());

    recommender.notice(new ItemNotice("new", true, 0, about(Pasts.categories(liked))));
    assertThat(recommender.asker().recommend(view, 200).items()).doesNotContain("new");
    assertThat(recommender.makeup().novelty()).isFinite();
  }

  @Test
  void noMoreItemsAreAnnouncedThanMayBeKnown() {
    Recommender recommender = new Recommender(withContent(100));
    learn(recommender, STREAM, Pasts.NEW_ITEMS);
    for (int item = 0; item < 1000; item++) {
      recommender.notice(new ItemNotice("new" + item, false, 0, about(List.of("x"))));
      assertThat(recommender.items()).isLessThanOrEqualTo(101);
    }
    learn(recommender, STREAM, Pasts.NEW_ITEMS);
    assertThat(recommender.items()).isLessThanOrEqualTo(101);
  }

  private static ItemDescription about(List<String> categories) {
    return new ItemDescription("", categories, Double.NaN);
  }

  @Test
  void theNewestNoticeIsTheWholeWordOnAnItem() {
    Recommender recommender = new Recommender(ALL);
    recommender.notice(notice("i1", "Old", 1));
    recommender.notice(new ItemNotice("i1", false, 0));

    assertThat(recommender.described()).isZero();
    assertThat(recommender.digest()).isEqualTo(new Recommender(ALL).digest());
  }

  @Test
  void asManyDescriptionsAreHeldAsItemsMayBeKnown() {
    Recommender recommender =
        new Recommender(new RecommenderConfig(ALL.generators(), ALL.blend(), 10));
    for (int item = 0; item < 30; item++) recommender.notice(notice("i" + item, "x", 1));

    assertThat(recommender.described()).isEqualTo(10);
  }

  private static ItemNotice notice(String item, String title, double price) {
    return new ItemNotice(item, false, 0, new ItemDescription(title, List.of("all", item), price));
  }

  @Test
  void anItemWithdrawnBeforeItIsMetIsNotListedEither() {
    Recommender recommender = new Recommender(ALL);
    recommender.notice(new ItemNotice(STREAM.get(0).item(), true, 0));

    learn(recommender, STREAM, Pasts.REPEATS);

    assertThat(popular(restored(recommender))).doesNotContain(STREAM.get(0).item());
    for (String user : users.keySet()) {
      UserView view = users.get(user).view(TextHash.of(user), GeneratorContract.END, Pasts.REPEATS);
      assertThat(recommender.asker().recommend(view, 20).items())
          .doesNotContain(STREAM.get(0).item());
    }
  }

  private static String[] popular(Recommender recommender) {
    return recommender.asker().recommend(Pasts.nobody(GeneratorContract.END), 20).items();
  }

  @Test
  void learnsWhatUsersLike() {
    Recommender recommender = new Recommender(ALL);
    learn(recommender, STREAM, Pasts.NEW_ITEMS);

    // 20 of 120 items at random would hit every sixth time.
    assertThat(recommender.quality().sinceStart().hitRate20()).isGreaterThan(.4);
    assertThat(recommender.lessons()).isEqualTo(2500);
  }

  @Test
  void someoneNewIsToldWhatIsPopular() {
    Recommender recommender = new Recommender(ALL);
    learn(recommender, STREAM, Pasts.NEW_ITEMS);

    Listed list = recommender.asker().recommend(Pasts.nobody(GeneratorContract.END), 10);

    assertThat(list.items()).hasSize(10);
  }

  @Test
  void anActivityWithoutWeightTeachesNothing() {
    Recommender recommender = new Recommender(ALL);
    UserHistory user = new UserHistory(10);

    recommender.learn(user.lesson(STREAM.get(0), 0, true, Pasts.NEW_ITEMS));

    assertThat(recommender.items()).isZero();
  }

  @Test
  void askingTeachesNothing() {
    Recommender recommender = new Recommender(ALL);
    learn(recommender, STREAM, Pasts.REPEATS);
    byte[] before = recommender.digest();

    recommender.asker().recommend(Pasts.who("u1", GeneratorContract.END, "i1"), 10);

    assertThat(recommender.digest()).isEqualTo(before);
  }

  @Test
  void stateOfOtherSettingsIsRefused() {
    Recommender other =
        new Recommender(
            new RecommenderConfig(
                List.of(new GeneratorConfig.Popularity(Duration.ofDays(1))), BlendConfig.DEFAULT));
    StateWriter out = new StateWriter();
    other.write(out);

    assertThatThrownBy(() -> new Recommender(ALL).read(new StateReader(out.toBytes())))
        .hasMessageContaining("settings")
        .hasMessageContaining("under other settings");
  }
}
