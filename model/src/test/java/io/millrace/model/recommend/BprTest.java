package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Bayesian personalized ranking")
class BprTest extends GeneratorContract {
  @Override
  Generator fresh() {
    return seeded(1);
  }

  private static Generator seeded(long seed) {
    return bpr(new FactorsConfig(8, 5, .8, .1, .001, 3, 3, 500, seed));
  }

  private static Generator bpr(FactorsConfig config) {
    return new Bpr(new GeneratorConfig.Bpr(config));
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

    double own = mean(scores, "w0");
    assertThat(own).isGreaterThan(2 * mean(scores, "w1"));
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
  @CsvSource({"1, 1, 0, 1000", "2, 3, 1, 1000", "3, 5, 2, 60", "20260101, 10, 1, 90"})
  void isWhatTheSlowWayComesTo(long seed, int negatives, int replay, int memory) {
    FactorsConfig config = new FactorsConfig(4, 3, .8, .1, .01, negatives, replay, memory, seed);
    new Naive(config).assertEqual(bpr(config));
  }

  /** Pair by pair: the item gains what the one drawn loses. */
  private static final class Naive extends NaiveLastItems {
    Naive(FactorsConfig config) {
      super(config);
    }

    @Override
    void pull(List<Integer> lesson, double[] user, double[] change, double rate) {
      int item = lesson.get(0);
      for (int n = 0; n < config.negatives(); n++) {
        int other = drawnItem();
        if (lesson.contains(other)) continue;
        double gain = 1 / (1 + Math.exp(logit(user, item) - logit(user, other)));
        move(item, gain, user, change, rate);
        move(other, -gain, user, change, rate);
      }
    }
  }
}
