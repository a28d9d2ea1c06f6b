package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.millrace.model.feature.TextHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Likeness of content")
class ContentTest extends GeneratorContract {
  private static final int LAST = 10;
  private static final double FADE = .8;
  private static final double POPULAR = .5;

  @Override
  Generator fresh() {
    return content(Integer.MAX_VALUE, Duration.ZERO);
  }

  private static Generator content(int mostEvents, Duration halfLife) {
    return new Content(new GeneratorConfig.Content(LAST, FADE, POPULAR, mostEvents, halfLife));
  }

  @Test
  void scoresAsTheDefinitionDoes() {
    Classroom taught = taught();
    Map<String, Double> naive = naive("u3");

    Map<String, Float> scores = taught.ask(taught.view("u3", END));

    assertThat(scores.keySet()).isEqualTo(naive.keySet());
    scores.forEach(
        (item, score) ->
            assertThat((double) score).isCloseTo(naive.get(item), withinPercentage(.01)));
  }

  /** Written from the formula, item by item. */
  private static Map<String, Double> naive(String asker) {
    List<String> past = new ArrayList<>();
    Map<String, Integer> events = new HashMap<>();
    for (Activity activity : STREAM) {
      events.merge(activity.item(), 1, Integer::sum);
      if (activity.user().equals(asker)) {
        past.remove(activity.item());
        past.add(activity.item());
      }
    }
    Map<String, Integer> sizes = new HashMap<>();
    for (String item : events.keySet()) {
      Pasts.categories(item).forEach(category -> sizes.merge(category, 1, Integer::sum));
    }
    Map<String, Double> scores = new TreeMap<>();
    for (String item : events.keySet()) {
      double sum = 0;
      for (int p = 0; p < Math.min(past.size(), LAST); p++) {
        Set<String> shared = new HashSet<>(Pasts.categories(item));
        shared.retainAll(Pasts.categories(past.get(past.size() - 1 - p)));
        for (String category : shared) {
          double idf = Math.log(1 + (double) events.size() / sizes.get(category));
          sum += Math.pow(FADE, p) * idf * idf / 2;
        }
      }
      if (sum > 0) scores.put(item, sum * Math.pow(1 + events.get(item), POPULAR));
    }
    return scores;
  }

  @Test
  void namesAnItemThatNobodyTook() {
    Classroom taught = taught();
    String taken =
        taught.catalogue.text(taught.catalogue.number(taught.view("u3", END).recent()[0]));
    taught.announce("new", Pasts.categories(taken));
    taught.announce("other", List.of("of its own"));

    Map<String, Float> scores = taught.restored(fresh()).ask(taught.view("u3", END));

    assertThat(scores).containsKey("new").doesNotContainKey("other");
    assertThat(taught.ask(taught.view("u3", END))).isEqualTo(scores);
  }

  @Test
  void anItemIsLikeWhatItsNewestCategoriesSay() {
    Classroom taught = taught();
    taught.announce("new", List.of("of its own"));
    assertThat(taught.ask(taught.view("u3", END))).doesNotContainKey("new");
    String taken =
        taught.catalogue.text(taught.catalogue.number(taught.view("u3", END).recent()[0]));

    taught.announce("new", Pasts.categories(taken));
    assertThat(taught.ask(taught.view("u3", END))).containsKey("new");

    taught.announce("new", List.of());
    assertThat(taught.ask(taught.view("u3", END))).doesNotContainKey("new");
  }

  @Test
  void isBoundedHoweverOftenAnItemIsDescribedAnew() {
    Classroom often = taught();
    int before = ((Content) often.generator).numbered();
    often.announce("new", List.of("of its own"));
    for (int i = 0; i < 100_000; i++) often.announce("new", List.of("c" + i));
    String taken = often.catalogue.text(often.catalogue.number(often.view("u3", END).recent()[0]));
    often.announce("new", Pasts.categories(taken));
    Classroom once = taught();
    once.announce("new", Pasts.categories(taken));

    assertThat(((Content) often.generator).numbered()).isLessThanOrEqualTo(before + 1);
    assertThat(often.ask(often.view("u3", END))).isEqualTo(once.ask(once.view("u3", END)));
    assertThat(often.state()).isEqualTo(once.state());
  }

  @Test
  void leavesOutWhatManyTookWhereItMayNameNewItemsOnly() {
    Classroom taught = new Classroom(content(20, Duration.ZERO));
    taught.learn(STREAM);
    Map<String, Integer> events = new HashMap<>();
    STREAM.forEach(activity -> events.merge(activity.item(), 1, Integer::sum));
    Set<String> expected = new HashSet<>(naive("u3").keySet());
    expected.removeIf(item -> events.get(item) > 20);

    assertThat(expected).hasSizeBetween(1, naive("u3").size() - 1);
    assertThat(taught.ask(taught.view("u3", END)).keySet()).isEqualTo(expected);
  }

  @Test
  void anItemLosesHalfItsScoreWithEveryHalfLifeOfItsAge() {
    Classroom taught = new Classroom(content(Integer.MAX_VALUE, Duration.ofDays(3)));
    Classroom ageless = taught();
    taught.learn(STREAM);

    Map<String, Float> scores = taught.ask(taught.view("u3", END));
    Map<String, Float> without = ageless.ask(ageless.view("u3", END));

    assertThat(scores.keySet()).isEqualTo(without.keySet());
    scores.forEach(
        (item, score) -> {
          int number = taught.catalogue.number(TextHash.of(item));
          double age = END - taught.catalogue.firstSeen(number);
          double left = Math.pow(2, -age / Duration.ofDays(3).toMillis());
          assertThat((double) score).isCloseTo(without.get(item) * left, withinPercentage(.5));
        });
  }
}
