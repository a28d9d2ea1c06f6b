package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.feature.TextHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Item-item co-occurrence")
class CoOccurrenceTest extends GeneratorContract {
  private static final int LAST = 10;
  private static final double DECAY = .9;
  private static final double FADE = .8;
  private static final double A = .7;
  private static final double B = .6;
  private static final double SHRINK = 5;
  private static final double BACK = .5;

  @Override
  Generator fresh() {
    return keeping(1000);
  }

  private static Generator keeping(int keep) {
    return new CoOccurrence(
        new GeneratorConfig.CoOccurrence(LAST, DECAY, FADE, A, B, SHRINK, BACK, keep));
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

  /** Written from the formula, with maps and lists. */
  private static Map<String, Double> naive(String asker) {
    Map<String, List<String>> pasts = new HashMap<>();
    Map<String, Map<String, Double>> counts = new HashMap<>();
    Map<String, Double> events = new HashMap<>();
    Map<String, Double> weights = new HashMap<>(); // Of the asker's newest event of each item.
    for (int i = 0; i < STREAM.size(); i++) {
      Activity activity = STREAM.get(i);
      List<String> past = pasts.computeIfAbsent(activity.user(), user -> new ArrayList<>());
      int size = Math.min(past.size(), LAST);
      for (int p = 0; p < size; p++) {
        String before = past.get(past.size() - 1 - p);
        if (!before.equals(activity.item())) {
          double gain = Math.pow(DECAY, p) * WEIGHTS[i];
          add(counts, before, activity.item(), gain);
          add(counts, activity.item(), before, gain * BACK);
        }
      }
      events.merge(activity.item(), (double) WEIGHTS[i], Double::sum);
      if (activity.user().equals(asker)) weights.put(activity.item(), (double) WEIGHTS[i]);
      past.remove(activity.item());
      past.add(activity.item());
    }
    Map<String, Double> scores = new java.util.TreeMap<>();
    List<String> past = pasts.get(asker);
    for (int p = 0; p < Math.min(past.size(), LAST); p++) {
      String source = past.get(past.size() - 1 - p);
      double weight = Math.pow(FADE, p) * weights.get(source);
      double scale = weight / Math.pow(events.get(source) + SHRINK, A);
      counts
          .getOrDefault(source, Map.of())
          .forEach(
              (target, count) ->
                  scores.merge(
                      target,
                      scale * count / Math.pow(events.get(target) + SHRINK, B),
                      Double::sum));
    }
    return scores;
  }

  private static void add(
      Map<String, Map<String, Double>> counts, String row, String column, double gain) {
    counts.computeIfAbsent(row, r -> new HashMap<>()).merge(column, gain, Double::sum);
  }

  @Test
  void twoItemsAreAsLikeAsTheyAreTakenTogether() {
    Classroom taught = taught();
    int one = taught.catalogue.number(TextHash.of("i3"));
    int near = taught.catalogue.number(TextHash.of("i4"));
    int far = taught.catalogue.number(TextHash.of("i60"));

    assertThat(taught.generator.likeness(one, near))
        .isEqualTo(taught.generator.likeness(near, one))
        .isBetween(.01f, 1f)
        .isGreaterThan(taught.generator.likeness(one, far));
    assertThat(taught.generator.likeness(one, 10_000)).isZero();
  }

  @Test
  void aPrunedRowKeepsItsLargestEntries() {
    Classroom whole = new Classroom(keeping(1000));
    Classroom pruned = new Classroom(keeping(10));
    whole.learn(STREAM);
    pruned.learn(STREAM);

    String best = best(whole.ask(whole.view("u3", END)));

    assertThat(best(pruned.ask(pruned.view("u3", END)))).isEqualTo(best);
    assertThat(pruned.state().length).isLessThan(whole.state().length);
  }

  private static String best(Map<String, Float> scores) {
    return scores.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }
}
