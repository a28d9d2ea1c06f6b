package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a generator says of items")
class ScoresTest {
  private static final int ITEMS = 300;

  private final Catalogue catalogue = new Catalogue(RecommenderConfig.DEFAULT_ITEMS);
  private final Query query;

  ScoresTest() {
    for (int i = 0; i < ITEMS; i++) catalogue.count(i + 1, "i" + i, 0);
    query = new Query(catalogue).of(Pasts.nobody(0));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10, 75, 76, 100_000})
  void isTheSameToTheBitHoweverManyAdditionsWereExpected(long expected) {
    Random random = new Random(3);
    Scores scores = new Scores();
    for (int question = 0; question < 20; question++) {
      scores.begin(ITEMS).expect(expected);
      Map<Integer, Float> naive = new HashMap<>();
      for (int row = 0; row < 5; row++) {
        int size = 1 + random.nextInt(60);
        int[] items = random.ints(size, 0, ITEMS).toArray();
        float[] values = new float[size];
        float[] factors = new float[ITEMS];
        for (int i = 0; i < size; i++) values[i] = random.nextFloat();
        for (int i = 0; i < ITEMS; i++) factors[i] = random.nextFloat();
        scores.addAll(items, values, size, .7f, factors);
        for (int i = 0; i < size; i++) {
          naive.merge(items[i], .7f * values[i] * factors[items[i]], Float::sum);
        }
      }
      for (int item = 0; item < ITEMS; item++) {
        assertThat(scores.get(item)).isEqualTo(naive.getOrDefault(item, 0f));
      }
      assertThat(best(scores)).isEqualTo(naiveBest(naive));
    }
  }

  private int[] best(Scores scores) {
    Ranked best = new Ranked(10);
    scores.top(query, best);
    int[] items = new int[best.size()];
    for (int i = 0; i < items.length; i++) items[i] = best.item(i);
    return items;
  }

  private static int[] naiveBest(Map<Integer, Float> scores) {
    return scores.entrySet().stream()
        .sorted(
            Map.Entry.<Integer, Float>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(10)
        .mapToInt(Map.Entry::getKey)
        .toArray();
  }
}
