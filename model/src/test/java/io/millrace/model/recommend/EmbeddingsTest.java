package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Item embeddings")
class EmbeddingsTest extends GeneratorContract {
  @Override
  Generator fresh() {
    return seeded(1);
  }

  private static Generator seeded(long seed) {
    return embeddings(new FactorsConfig(8, 5, .8, .2, .001, 10, 2, 500, seed));
  }

  private static Generator embeddings(FactorsConfig config) {
    return new Embeddings(new GeneratorConfig.Embeddings(config));
  }

  @Test
  void whoeverTookOneOfTwoWorldsIsNamedMoreOfIt() {
    Classroom classroom = new Classroom(fresh());
    for (int i = 0; i < 4000; i++) {
      int world = i % 2;
      int item = i * 31 / 2 % 10;
      String user = "u" + world + "-" + i % 50;
      classroom.learn(new Activity(user, "w" + world + "-" + item, "", 1, i), 1);
    }

    Map<String, Float> scores = classroom.ask(Pasts.who("x", END, "w0-1", "w0-2", "w0-3"));

    assertThat(mean(scores, "w0")).isGreaterThan(2 * mean(scores, "w1"));
  }

  private static double mean(Map<String, Float> scores, String world) {
    return scores.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(world))
        .mapToDouble(Map.Entry::getValue)
        .average()
        .orElse(0);
  }

  @Test
  void anotherSeedDrawsOtherVectors() {
    Classroom other = new Classroom(seeded(2));
    other.learn(STREAM);

    assertThat(other.state()).isNotEqualTo(taught().state());
  }

  @ParameterizedTest
  @CsvSource({"1, 3, 0, 1000", "2, 12, 1, 1000", "3, 7, 2, 60", "20260101, 40, 1, 90"})
  void areWhatTheSlowWayComesTo(long seed, int negatives, int replay, int memory) {
    FactorsConfig config = new FactorsConfig(4, 3, .8, .1, .01, negatives, replay, memory, seed);
    new Naive(config).assertEqual(embeddings(config));
  }

  /** All classes' probabilities first, then every target is moved. */
  private static final class Naive extends NaiveLastItems {
    Naive(FactorsConfig config) {
      super(config);
    }

    @Override
    void pull(List<Integer> lesson, double[] user, double[] change, double rate) {
      List<Integer> classes = new ArrayList<>(List.of(lesson.get(0)));
      for (int n = 0; n < config.negatives(); n++) {
        int other = drawnItem();
        if (!lesson.contains(other)) classes.add(other);
      }
      double[] weights = new double[classes.size()];
      double sum = 0;
      for (int c = 0; c < weights.length; c++) {
        double expected = config.negatives() * share(classes.get(c));
        weights[c] = Math.exp(logit(user, classes.get(c))) / expected;
        sum += weights[c];
      }
      for (int c = 0; c < weights.length; c++) {
        double gain = (c == 0 ? 1 : 0) - weights[c] / sum;
        move(classes.get(c), gain, user, change, rate);
      }
    }
  }
}
