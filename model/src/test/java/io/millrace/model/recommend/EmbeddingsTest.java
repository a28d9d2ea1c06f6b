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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Item embeddings")
class EmbeddingsTest extends GeneratorContract {
  @Override
  Generator fresh() {
    return seeded(1);
  }

  private static Generator seeded(long seed) {
    return new Embeddings(new GeneratorConfig.Embeddings(8, 5, .8, .2, .001, 10, 2, 500, seed));
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
    GeneratorConfig.Embeddings config =
        new GeneratorConfig.Embeddings(4, 3, .8, .1, .01, negatives, replay, memory, seed);
    Classroom fast = new Classroom(new Embeddings(config));
    Naive slow = new Naive(config);
    for (Activity activity : Pasts.random(seed, 250, 12, 30)) {
      slow.learn(fast.history(activity.user()), activity, fast.catalogue);
      fast.learn(activity, .5f);
    }
    for (int user = 0; user < 12; user++) {
      UserView view = fast.view("u" + user, END);
      Map<String, Float> scores = fast.ask(view);
      List<Integer> items = numbers(view, fast.catalogue, 3);
      for (int item = 0; item < fast.catalogue.size(); item++) {
        assertThat((double) scores.get(fast.catalogue.text(item)))
            .isCloseTo(Math.exp(slow.logit(items, item)), within(.01));
      }
    }
  }

  private static List<Integer> numbers(UserView view, Catalogue catalogue, int last) {
    List<Integer> numbers = new ArrayList<>();
    for (long id : view.recent()) {
      if (catalogue.number(id) >= 0 && numbers.size() < last) numbers.add(catalogue.number(id));
    }
    return numbers;
  }

  /** The same in doubles, with lists and no ring: one vector after the other, counted each time. */
  private static final class Naive {
    private final GeneratorConfig.Embeddings config;
    private final SeededRandom random;
    private final List<double[]> sources = new ArrayList<>();
    private final List<double[]> targets = new ArrayList<>();
    private final List<Double> biases = new ArrayList<>();
    private final Map<Integer, List<Integer>> ring = new HashMap<>();
    private int lessons;

    Naive(GeneratorConfig.Embeddings config) {
      this.config = config;
      random = new SeededRandom(config.seed());
    }

    void learn(UserHistory user, Activity activity, Catalogue catalogue) {
      UserView view = user.view(TextHash.of(activity.user()), activity.time(), Pasts.REPEATS);
      int known = catalogue.number(TextHash.of(activity.item()));
      int item = known < 0 ? catalogue.size() : known;
      List<Integer> lesson = new ArrayList<>(List.of(item));
      for (int other : numbers(view, catalogue, 1000)) {
        if (other != item && lesson.size() <= config.last()) lesson.add(other);
      }
      if (item == sources.size()) {
        sources.add(drawn());
        targets.add(drawn());
        biases.add(0.0);
      }
      if (lesson.size() == 1) return;
      ring.put(lessons++ % config.memory(), lesson);
      step(lesson);
      for (int i = 0; i < config.replay(); i++) step(ring.get(random.below(ring.size())));
    }

    private double[] drawn() {
      double[] vector = new double[config.factors()];
      for (int f = 0; f < vector.length; f++) vector[f] = .1 * random.normal();
      return vector;
    }

    private double[] user(List<Integer> items) {
      double[] user = new double[config.factors()];
      double sum = 0;
      for (int p = 0; p < items.size(); p++) sum += Math.pow(config.fade(), p);
      for (int p = 0; p < items.size(); p++) {
        for (int f = 0; f < user.length; f++) {
          user[f] += Math.pow(config.fade(), p) / sum * sources.get(items.get(p))[f];
        }
      }
      return user;
    }

    double logit(List<Integer> items, int item) {
      double[] user = user(items);
      double logit = biases.get(item);
      for (int f = 0; f < user.length; f++) logit += user[f] * targets.get(item)[f];
      return logit;
    }

    private void step(List<Integer> lesson) {
      List<Integer> had = lesson.subList(1, lesson.size());
      List<Integer> classes = new ArrayList<>(List.of(lesson.get(0)));
      for (int n = 0; n < config.negatives(); n++) {
        int other = ring.get(random.below(ring.size())).get(0);
        if (!lesson.contains(other)) classes.add(other);
      }
      double[] weights = new double[classes.size()];
      double sum = 0;
      for (int c = 0; c < weights.length; c++) {
        int item = classes.get(c);
        long of = ring.values().stream().filter(one -> one.get(0) == item).count();
        double expected = config.negatives() * of / (double) ring.size();
        weights[c] = Math.exp(logit(had, item)) / expected;
        sum += weights[c];
      }
      double[] user = user(had);
      double[] change = new double[user.length];
      double rate = config.rate() * .5;
      for (int c = 0; c < weights.length; c++) {
        double gain = (c == 0 ? 1 : 0) - weights[c] / sum;
        double[] target = targets.get(classes.get(c));
        for (int f = 0; f < user.length; f++) {
          change[f] += gain * target[f];
          target[f] += rate * (gain * user[f] - config.regularization() * target[f]);
        }
        double bias = biases.get(classes.get(c));
        biases.set(classes.get(c), bias + rate * (gain - config.regularization() * bias));
      }
      double fades = 0;
      for (int p = 0; p < had.size(); p++) fades += Math.pow(config.fade(), p);
      for (int p = 0; p < had.size(); p++) {
        double share = Math.pow(config.fade(), p) / fades;
        double[] source = sources.get(had.get(p));
        for (int f = 0; f < user.length; f++) {
          source[f] += rate * share * (change[f] - config.regularization() * source[f]);
        }
      }
    }
  }
}
