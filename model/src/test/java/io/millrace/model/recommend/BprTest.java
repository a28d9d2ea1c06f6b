package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Bayesian personalized ranking")
class BprTest extends GeneratorContract {
  @Override
  Generator fresh() {
    return seeded(1);
  }

  private static Generator seeded(long seed) {
    return new Bpr(new GeneratorConfig.Bpr(8, 5, .8, .1, .001, 3, 3, 500, seed));
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
}
