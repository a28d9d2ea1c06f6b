package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The Markov chain")
class MarkovTest extends GeneratorContract {
  private static final int LAST = 3;
  private static final double DECAY = .6;
  private static final double FADE = .5;
  private static final double B = .2;
  private static final double SHRINK = 3;

  @Override
  Generator fresh() {
    return new Markov(new GeneratorConfig.Markov(LAST, DECAY, FADE, B, SHRINK, 1000));
  }

  @Test
  void knowsWhatComesAfterAndNotWhatCameBefore() {
    Classroom classroom = new Classroom(fresh());
    for (int user = 0; user < 5; user++) {
      classroom.learn(new Activity("u" + user, "bread", "", 1, user * Pasts.HOUR), 1);
      classroom.learn(new Activity("u" + user, "butter", "", 1, user * Pasts.HOUR + 1), 1);
    }

    assertThat(classroom.ask(Pasts.who("x", END, "bread"))).containsOnlyKeys("butter");
    assertThat(classroom.ask(Pasts.who("x", END, "butter"))).isEmpty();
  }

  @Test
  void scoresAsTheDefinitionDoes() {
    Classroom taught = taught();
    Map<String, Double> naive = naive("u3");

    Map<String, Float> scores = taught.ask(taught.view("u3", END));

    assertThat(scores.keySet()).isEqualTo(naive.keySet());
    scores.forEach(
        (item, score) -> assertThat((double) score).isCloseTo(naive.get(item), within(1e-4)));
  }

  private static Map<String, Double> naive(String asker) {
    Map<String, List<String>> pasts = new HashMap<>();
    Map<String, Map<String, Double>> chain = new HashMap<>();
    Map<String, Double> events = new HashMap<>();
    for (Activity activity : STREAM) {
      List<String> past = pasts.computeIfAbsent(activity.user(), user -> new ArrayList<>());
      for (int p = 0; p < Math.min(past.size(), LAST); p++) {
        String before = past.get(past.size() - 1 - p);
        if (!before.equals(activity.item())) {
          chain
              .computeIfAbsent(before, item -> new HashMap<>())
              .merge(activity.item(), Math.pow(DECAY, p), Double::sum);
        }
      }
      events.merge(activity.item(), 1.0, Double::sum);
      past.remove(activity.item());
      past.add(activity.item());
    }
    Map<String, Double> scores = new TreeMap<>();
    List<String> past = pasts.get(asker);
    for (int p = 0; p < Math.min(past.size(), LAST); p++) {
      Map<String, Double> row = chain.getOrDefault(past.get(past.size() - 1 - p), Map.of());
      double sum = row.values().stream().mapToDouble(count -> count).sum();
      double scale = Math.pow(FADE, p) / (sum + SHRINK);
      row.forEach(
          (item, count) ->
              scores.merge(
                  item, scale * count / Math.pow(events.get(item) + SHRINK, B), Double::sum));
    }
    return scores;
  }
}
