package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    return new UserNeighbours(
        new GeneratorConfig.UserNeighbours(
            LAST, FADE, A, B, SHRINK, NEIGHBOURS, users, 1000, 1000));
  }

  @Test
  void scoresAsTheDefinitionDoes() {
    Classroom taught = taught();
    Map<String, Double> naive = naive("u3");

    Map<String, Float> scores = taught.ask(taught.view("u3", END));

    assertThat(scores.keySet()).isEqualTo(naive.keySet());
    scores.forEach(
        (item, score) -> assertThat((double) score).isCloseTo(naive.get(item), within(1e-3)));
  }

  private static Map<String, Double> naive(String asker) {
    Map<String, Set<String>> taken = new HashMap<>();
    Map<String, List<String>> pasts = new HashMap<>();
    Map<String, Double> events = new HashMap<>();
    for (Activity activity : STREAM) {
      taken.computeIfAbsent(activity.user(), u -> new LinkedHashSet<>()).add(activity.item());
      List<String> past = pasts.computeIfAbsent(activity.user(), u -> new ArrayList<>());
      past.remove(activity.item());
      past.add(activity.item());
      events.merge(activity.item(), 1.0, Double::sum);
    }
    List<String> past = pasts.get(asker);
    Map<String, Double> likeness = new HashMap<>();
    taken.forEach(
        (user, items) -> {
          double sum = 0;
          for (int p = 0; p < Math.min(past.size(), LAST); p++) {
            String item = past.get(past.size() - 1 - p);
            if (items.contains(item)) {
              sum += Math.pow(FADE, p) / Math.pow(events.get(item) + SHRINK, A);
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
                taken.get(like.getKey()).stream()
                    .forEach(item -> scores.merge(item, like.getValue(), Double::sum)));
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
