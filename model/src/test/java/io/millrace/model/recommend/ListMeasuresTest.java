package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.metric.ListMakeup;
import io.millrace.model.metric.ListQuality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Counted once more from the lists that were tested, the slow way. */
@DisplayName("The measures of a recommender")
class ListMeasuresTest {
  private static final RecommenderConfig CONFIG =
      new RecommenderConfig(
          List.of(
              new GeneratorConfig.Popularity(Duration.ofDays(7)),
              new GeneratorConfig.Markov(5, .6, .6, .2, 3, 200)),
          BlendConfig.DEFAULT);

  private final Recommender recommender = new Recommender(CONFIG);
  private final Map<String, UserHistory> users = new HashMap<>();
  private final Map<String, Integer> events = new HashMap<>();
  private final List<Integer> ofNewUsers = new ArrayList<>();
  private final List<Integer> ofNewItems = new ArrayList<>();
  private final List<Double> ages = new ArrayList<>();
  private final List<List<String>> lists = new ArrayList<>();
  private final List<List<Suggestion>> named = new ArrayList<>();
  private final List<Double> bits = new ArrayList<>();
  private final Map<String, Long> shownAt = new HashMap<>();

  @BeforeEach
  void learn() {
    int total = 0;
    for (Activity activity : Pasts.random(11, 2500, 40, 120)) {
      UserHistory user = users.computeIfAbsent(activity.user(), name -> new UserHistory(1000));
      Lesson lesson = user.lesson(activity, 1, true, Pasts.REPEATS);
      if (lesson.test()) named.add(recommender.asker().suggest(lesson.view(), 10));
      recommender.learn(lesson);
      if (lesson.test()) note(activity, user, total);
      user.add(activity, 1);
      user.show(new long[] {1});
      shownAt.put(activity.user(), activity.time());
      events.merge(activity.item(), 1, Integer::sum);
      total++;
    }
  }

  private void note(Activity activity, UserHistory user, int total) {
    String[] tested = recommender.tested().items();
    List<String> first = Arrays.asList(tested).subList(0, Math.min(10, tested.length));
    int rank = Arrays.asList(tested).indexOf(activity.item()) + 1;
    assertThat(recommender.testedRank()).isEqualTo(rank);
    if (user.size() <= ListMeasures.NEW) ofNewUsers.add(rank);
    if (events.getOrDefault(activity.item(), 0) <= ListMeasures.NEW) ofNewItems.add(rank);
    ages.add((activity.time() - shownAt.get(activity.user())) / 1000.0);
    lists.add(first);
    bits.add(
        first.stream()
            .mapToDouble(item -> Math.log((double) total / events.get(item)) / Math.log(2))
            .sum());
  }

  @Test
  void areBySegmentWhatTheTestsOfTheSegmentSay() {
    assertThat(ofNewUsers).hasSizeGreaterThan(100);
    assertThat(ofNewItems).hasSizeGreaterThan(100);
    assertIs(recommender.measures().newUsers(), ofNewUsers);
    assertIs(recommender.measures().newItems(), ofNewItems);
  }

  private static void assertIs(ListQuality found, List<Integer> ranks) {
    double hits = ranks.stream().filter(rank -> rank > 0 && rank <= 10).count();
    assertThat(found.sinceStart().tests()).isEqualTo(ranks.size());
    assertThat(found.sinceStart().hitRate10()).isCloseTo(hits / ranks.size(), within(1e-12));
  }

  @Test
  void tellHowOldListsWereWhenTheirUserCameBack() {
    List<Double> last = ages.subList(ages.size() - 1000, ages.size()).stream().sorted().toList();
    assertThat(recommender.measures().ages().quantile(.5)).isEqualTo(last.get(499));
    assertThat(recommender.measures().ages().quantile(.9)).isEqualTo(last.get(899));
  }

  @Test
  void tellCoverageNoveltyAndSharesOfTheLastLists() {
    int from = lists.size() - ListMakeup.DEFAULT_LISTS;
    Set<String> different = new HashSet<>();
    double places = 0;
    for (List<String> list : lists.subList(from, lists.size())) {
      different.addAll(list);
      places += list.size();
    }
    double novelty = bits.subList(from, bits.size()).stream().mapToDouble(b -> b).sum() / places;

    ListMakeup.Result makeup = recommender.makeup();

    assertThat(makeup.lists()).isEqualTo(1000);
    assertThat(makeup.coverage()).isEqualTo((double) different.size() / events.size());
    assertThat(makeup.novelty()).isCloseTo(novelty, within(1e-5));
    assertThat(makeup.shares()).hasSize(2);
    long byMarkov =
        named.subList(from, named.size()).stream()
            .flatMap(List::stream)
            .filter(item -> item.generator().equals("markov"))
            .count();
    assertThat(makeup.shares()[1]).isCloseTo(byMarkov / places, within(1e-12)).isPositive();
    assertThat(makeup.shares()[0] + makeup.shares()[1]).isCloseTo(1, within(1e-9));
  }

  @Test
  void aListShownWithoutItemsIsAMiss() {
    Recommender fresh = new Recommender(CONFIG);
    UserHistory user = new UserHistory(10);
    for (int i = 0; i < 3; i++) {
      Activity activity = new Activity("u", "i" + i, "", 1, i * 1000);
      fresh.learn(user.lesson(activity, 1, true, Pasts.REPEATS));
      user.add(activity, 1);
      user.show(new long[0]);
    }

    // The first activity of a user tests nothing.
    assertThat(fresh.asShown().sinceStart().tests()).isEqualTo(2);
    assertThat(fresh.asShown().sinceStart().hitRate10()).isZero();
    assertThat(fresh.measures().ages().quantile(.5)).isEqualTo(1);
  }

  @Test
  void knowNoListsShownWhereNobodyIsShownAny() {
    Recommender fresh = new Recommender(CONFIG);
    fresh.showsNothing();
    UserHistory user = new UserHistory(10);
    for (int i = 0; i < 3; i++) {
      Activity activity = new Activity("u", "i" + i, "", 1, i);
      fresh.learn(user.lesson(activity, 1, true, Pasts.REPEATS));
      user.add(activity, 1);
    }

    assertThat(fresh.quality().sinceStart().tests()).isEqualTo(2);
    assertThat(fresh.asShown().sinceStart().tests()).isZero();
  }

  @Test
  void nameTheGeneratorsByNumberAndKind() {
    assertThat(CONFIG.names()).containsExactly("1-popularity", "2-markov");
  }
}
