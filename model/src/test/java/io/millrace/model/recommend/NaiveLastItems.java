package io.millrace.model.recommend;

import static io.millrace.model.recommend.GeneratorContract.END;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.feature.TextHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link LastItemFactors} in doubles, with lists and no ring: one vector after the other, counted
 * each time.
 */
abstract class NaiveLastItems {
  private static final float WEIGHT = .5f;
  private static final int USERS = 12;

  final FactorsConfig config;
  private final SeededRandom random;
  private final List<double[]> sources = new ArrayList<>();
  private final List<double[]> targets = new ArrayList<>();
  private final List<Double> biases = new ArrayList<>();
  private final Map<Integer, List<Integer>> ring = new HashMap<>();
  private int lessons;

  NaiveLastItems(FactorsConfig config) {
    this.config = config;
    random = new SeededRandom(config.seed());
  }

  /**
   * Moves targets, and adds up where the user is to move.
   *
   * @param lesson the item, then the last items
   */
  abstract void pull(List<Integer> lesson, double[] user, double[] change, double rate);

  /** Both learn the same, and then score the same. */
  final void assertEqual(Generator generator) {
    Classroom fast = new Classroom(generator);
    for (Activity activity : Pasts.random(config.seed(), 250, USERS, 30)) {
      learn(fast.history(activity.user()), activity, fast.catalogue);
      fast.learn(activity, WEIGHT);
    }
    for (int user = 0; user < USERS; user++) {
      UserView view = fast.view("u" + user, END);
      Map<String, Float> scores = fast.ask(view);
      double[] asker = user(numbers(view, fast.catalogue, config.last()));
      for (int item = 0; item < fast.catalogue.size(); item++) {
        assertThat((double) scores.get(fast.catalogue.text(item)))
            .isCloseTo(Math.exp(logit(asker, item)), within(.01));
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

  private void learn(UserHistory user, Activity activity, Catalogue catalogue) {
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

  final double logit(double[] user, int item) {
    double logit = biases.get(item);
    for (int f = 0; f < user.length; f++) logit += user[f] * targets.get(item)[f];
    return logit;
  }

  /** The item of one of the earlier lessons. */
  final int drawnItem() {
    return ring.get(random.below(ring.size())).get(0);
  }

  /** Of the earlier lessons, those of an item. */
  final double share(int item) {
    return ring.values().stream().filter(one -> one.get(0) == item).count() / (double) ring.size();
  }

  /** Along the gradient of an item's logit, times the gain. */
  final void move(int item, double gain, double[] user, double[] change, double rate) {
    double[] target = targets.get(item);
    for (int f = 0; f < user.length; f++) {
      change[f] += gain * target[f];
      target[f] += rate * (gain * user[f] - config.regularization() * target[f]);
    }
    double bias = biases.get(item);
    biases.set(item, bias + rate * (gain - config.regularization() * bias));
  }

  private void step(List<Integer> lesson) {
    List<Integer> had = lesson.subList(1, lesson.size());
    double[] change = new double[config.factors()];
    double rate = config.rate() * WEIGHT;
    pull(lesson, user(had), change, rate);
    double fades = 0;
    for (int p = 0; p < had.size(); p++) fades += Math.pow(config.fade(), p);
    for (int p = 0; p < had.size(); p++) {
      double share = Math.pow(config.fade(), p) / fades;
      double[] source = sources.get(had.get(p));
      for (int f = 0; f < change.length; f++) {
        source[f] += rate * share * (change[f] - config.regularization() * source[f]);
      }
    }
  }
}
