package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Incremental matrix factorization")
class IsgdTest extends GeneratorContract {
  private static final int FACTORS = 4;
  private static final double RATE = .05;
  private static final double DECAY = .01;

  @Override
  Generator fresh() {
    return new Isgd(new GeneratorConfig.Isgd(FACTORS, RATE, DECAY, 2, 1000, 3, .2, .1));
  }

  @Test
  void stepsAsThePublishedAlgorithmDoes() {
    SeededRandom random = new SeededRandom(3);
    Map<String, double[]> users = new HashMap<>();
    Map<String, double[]> items = new HashMap<>();
    for (Activity activity : STREAM) {
      double[] p = users.computeIfAbsent(activity.user(), user -> draw(random));
      double[] q = items.computeIfAbsent(activity.item(), item -> draw(random));
      for (int i = 0; i < 2; i++) {
        double error = 1 - dot(p, q);
        for (int f = 0; f < FACTORS; f++) {
          p[f] += RATE * (error * q[f] - DECAY * p[f]);
          q[f] += RATE * (error * p[f] - DECAY * q[f]);
        }
      }
    }
    Classroom taught = taught();

    Map<String, Float> scores = taught.ask(taught.view("u3", END));

    double[] asker = users.get("u3");
    scores.forEach(
        (item, score) ->
            assertThat(score - 1.0).isCloseTo(dot(asker, items.get(item)), within(1e-3)));
  }

  private static double[] draw(SeededRandom random) {
    double[] vector = new double[FACTORS];
    for (int f = 0; f < FACTORS; f++) {
      vector[f] = .2f + random.normal() * .1f;
    }
    return vector;
  }

  private static double dot(double[] p, double[] q) {
    double sum = 0;
    for (int f = 0; f < FACTORS; f++) {
      sum += p[f] * q[f];
    }
    return sum;
  }
}
