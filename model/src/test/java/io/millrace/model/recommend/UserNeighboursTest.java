package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Neighbours among users")
class UserNeighboursTest extends GeneratorContract {
  private static final int LAST = 8;
  private static final double FADE = .9;
  private static final double A = .5;
  private static final double B = .3;
  private static final double SHRINK = 5;
  private static final int NEIGHBOURS = 10;

  @Override
  Generator fresh() {
    return remembering(1000);
  }

  private static Generator remembering(int users) {
    return remembering(users, 1000);
  }

  private static Generator remembering(int users, int profile) {
    return new UserNeighbours(
        new GeneratorConfig.UserNeighbours(
            LAST, FADE, A, B, SHRINK, NEIGHBOURS, users, profile, 1000));
  }

  @Test
  void scoresAsTheDefinitionDoes() {
    Classroom taught = taughtByWeight();
    Map<String, Double> naive = naive("u3");

    Map<String, Float> scores = taught.ask(taught.view("u3", END));

    assertThat(scores.keySet()).isEqualTo(naive.keySet());
    scores.forEach(
        (item, score) -> assertThat((double) score).isCloseTo(naive.get(item), within(1e-3)));
  }

  private static Map<String, Double> naive(String asker) {
    Map<String, Map<String, Double>> taken = new HashMap<>(); // With the newest weight.
    Map<String, List<String>> pasts = new HashMap<>();
    Map<String, Double> events = new HashMap<>();
    for (int i = 0; i < STREAM.size(); i++) {
      Activity activity = STREAM.get(i);
      double weight = WEIGHTS[i];
      taken.computeIfAbsent(activity.user(), u -> new HashMap<>()).put(activity.item(), weight);
      List<String> past = pasts.computeIfAbsent(activity.user(), u -> new ArrayList<>());
      past.remove(activity.item());
      past.add(activity.item());
      events.merge(activity.item(), weight, Double::sum);
    }
    List<String> past = pasts.get(asker);
    Map<String, Double> likeness = new HashMap<>();
    taken.forEach(
        (user, items) -> {
          double sum = 0;
          for (int p = 0; p < Math.min(past.size(), LAST); p++) {
            String item = past.get(past.size() - 1 - p);
            if (items.containsKey(item)) {
              double own = Math.pow(FADE, p) * taken.get(asker).get(item);
              sum += own / Math.pow(events.get(item) + SHRINK, A);
            }
          }
          if (sum > 0 && !user.equals(asker)) {
            likeness.put(user, sum / Math.sqrt(items.size() + SHRINK));
          }
        });
    Map<String, Double> scores = new TreeMap<>();
    likeness.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(NEIGHBOURS)
        .forEach(
            like ->
                taken
                    .get(like.getKey())
                    .forEach(
                        (item, weight) ->
                            scores.merge(item, weight * like.getValue(), Double::sum)));
    scores.replaceAll((item, score) -> score / Math.pow(events.get(item) + SHRINK, B));
    return scores;
  }

  @Test
  void aUserLongAwayLosesTheSlotAndSpeaksNoMore() {
    Classroom classroom = new Classroom(remembering(2));
    take(classroom, "old", "shared", "forgotten");
    take(classroom, "a", "x");
    take(classroom, "b", "y");

    assertThat(classroom.ask(Pasts.who("asker", END, "shared"))).isEmpty();
  }

  @Test
  void whatIsLookedAtAndThenBoughtCountsAsBought() {
    Classroom looked = new Classroom(remembering(10));
    Classroom bought = new Classroom(remembering(10));
    take(looked, "a", "shared", "x");
    take(bought, "a", "shared", "x");
    looked.learn(new Activity("a", "x", "", 1, END), .2f);
    bought.learn(new Activity("a", "x", "", 1, END), 1);

    float seen = looked.ask(Pasts.who("asker", END, "shared")).get("x");
    looked.learn(new Activity("a", "x", "", 1, END), 1);

    assertThat(looked.ask(Pasts.who("asker", END, "shared")).get("x")).isGreaterThan(4 * seen);
    assertThat(bought.ask(Pasts.who("asker", END, "shared")).get("x")).isGreaterThan(4 * seen);
  }

  @Test
  void ofAFullProfileTheItemLongestUntouchedGoes() {
    Classroom classroom = new Classroom(remembering(10, 3));
    take(classroom, "a", "old", "b", "shared", "old", "new");

    assertThat(classroom.ask(Pasts.who("asker", END, "shared")))
        .containsOnlyKeys("shared", "old", "new");
  }

  @Test
  void whoTakesAnItemAgainThatLeftTheProfileCountsOnce() {
    Classroom once = new Classroom(remembering(10, 2));
    Classroom back = new Classroom(remembering(10, 2));
    take(once, "a", "x", "y", "x", "shared");
    take(back, "a", "shared", "x", "y", "x", "shared");
    // As often as the other, by somebody of whom nothing else is known.
    take(once, "b", "shared");
    take(back, "b", "z");
    take(once, "b", "z");

    assertThat(back.ask(Pasts.who("asker", END, "shared")).get("x"))
        .isEqualTo(once.ask(Pasts.who("asker", END, "shared")).get("x"));
  }

  @Test
  void theUserIsNoNeighbourOfTheirs() {
    Classroom classroom = new Classroom(remembering(10));
    take(classroom, "me", "x", "y");

    assertThat(classroom.ask(classroom.view("me", END))).isEmpty();
  }

  private static void take(Classroom classroom, String user, String... items) {
    for (String item : items) {
      classroom.learn(new Activity(user, item, "", 1, END), 1);
    }
  }
}
