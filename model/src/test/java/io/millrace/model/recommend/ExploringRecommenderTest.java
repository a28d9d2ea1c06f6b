package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.feature.TextHash;
import io.millrace.model.metric.ListQuality;
import io.millrace.model.metric.OffPolicy;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Users here do what they do whatever they are shown, so the lists that they would have been shown
 * without chance can be judged as well: what the estimates must come to.
 */
@DisplayName("A recommender that explores")
class ExploringRecommenderTest {
  private static final int K = 12;
  private static final List<GeneratorConfig> GENERATORS =
      List.of(
          new GeneratorConfig.Popularity(Duration.ofDays(7)),
          new GeneratorConfig.Markov(5, .6, .6, .2, 3, 200));
  private static final RecommenderConfig PLAIN =
      new RecommenderConfig(GENERATORS, BlendConfig.DEFAULT);

  private static RecommenderConfig exploring(double share, long seed) {
    return new RecommenderConfig(
        GENERATORS, BlendConfig.DEFAULT, PLAIN.items(), 0, new ExplorationConfig(share, 30, seed));
  }

  /** A stream that went by, and how good the lists without chance would have been. */
  private record Run(Recommender recommender, List<Lesson> lessons, double truth) {
    OffPolicy.Result estimate() {
      return recommender.measures().greedy().sinceStart();
    }
  }

  private static Run run(RecommenderConfig config, int activities) {
    Recommender recommender = new Recommender(config);
    Asker asker = recommender.asker();
    Map<String, UserHistory> users = new HashMap<>();
    Map<String, long[]> withoutChance = new HashMap<>();
    ListQuality truth = new ListQuality(10);
    List<Lesson> lessons = new ArrayList<>();
    for (Activity activity : Pasts.random(3, activities, 30, 100)) {
      UserHistory user = users.computeIfAbsent(activity.user(), name -> new UserHistory(1000));
      Lesson lesson = user.lesson(activity, 1, true, Pasts.REPEATS);
      if (lesson.test() && lesson.shown().length > 0) {
        truth.add(Recommender.rank(withoutChance.get(activity.user()), lesson.item()));
      }
      recommender.learn(lesson);
      lessons.add(lesson);
      user.add(activity, 1);
      UserView after = user.view(TextHash.of(activity.user()), activity.time(), Pasts.REPEATS);
      withoutChance.put(activity.user(), asker.recommend(after, K).ids());
      Listed shown = asker.show(after, K);
      user.show(shown.ids(), shown.propensities());
    }
    return new Run(recommender, lessons, truth.sinceStart().hitRate10());
  }

  @Test
  void estimatesRightOnAverageWhatItWouldDoWithoutChance() {
    int runs = 24;
    double truth = run(PLAIN, 1500).truth();
    double[] ips = new double[runs];
    double[] dr = new double[runs];
    double snips = 0;
    double asShown = 0;
    for (int seed = 0; seed < runs; seed++) {
      Run run = run(exploring(.4, seed), 1500);
      assertThat(run.truth()).isEqualTo(truth);
      ips[seed] = run.estimate().ips();
      dr[seed] = run.estimate().dr();
      snips += run.estimate().snips() / runs;
      asShown += run.recommender().asShown().sinceStart().hitRate10() / runs;
    }
    assertThat(truth).isGreaterThan(.3);
    assertIsOnAverage(ips, truth);
    assertIsOnAverage(dr, truth);
    assertThat(snips).isCloseTo(truth, within(.01));
    assertThat(asShown).isLessThan(.8 * truth);
  }

  private static void assertIsOnAverage(double[] found, double truth) {
    double mean = 0;
    for (double one : found) mean += one / found.length;
    double squares = 0;
    for (double one : found) squares += (one - mean) * (one - mean);
    double error = Math.sqrt(squares / (found.length - 1) / found.length);
    assertThat(error).isLessThan(.01);
    assertThat(mean).isCloseTo(truth, within(4 * error));
  }

  @Test
  void learnsAndTestsAsOneThatDoesNot() {
    Recommender plain = run(PLAIN, 600).recommender();
    Recommender exploring = run(exploring(.3, 1), 600).recommender();

    assertThat(exploring.quality().sinceStart()).isEqualTo(plain.quality().sinceStart());
    assertThat(plain.measures().greedy().sinceStart().tests()).isZero();
    assertThat(exploring.measures().greedy().sinceStart().tests())
        .isEqualTo(exploring.asShown().sinceStart().tests());
  }

  @Test
  void onceItDoesSoNoLongerHasTheBytesOfOneThatNeverDid() {
    Recommender never = new Recommender(PLAIN);
    Recommender noLonger = new Recommender(PLAIN);
    for (Lesson lesson : run(exploring(.3, 1), 300).lessons()) {
      noLonger.learn(lesson);
      never.learn(
          new Lesson(
              lesson.view(),
              lesson.item(),
              lesson.itemText(),
              lesson.weight(),
              lesson.test(),
              lesson.shown(),
              lesson.again()));
    }
    assertThat(noLonger.digest()).isEqualTo(never.digest());
  }

  @Test
  void restoredGoesOnExactlyAsTheOriginal() {
    List<Lesson> lessons = run(exploring(.3, 1), 600).lessons();
    Recommender original = new Recommender(exploring(.3, 1));
    lessons.subList(0, 400).forEach(original::learn);
    StateWriter out = new StateWriter();
    original.write(out);
    Recommender restored = new Recommender(exploring(.3, 1));
    restored.read(new StateReader(out.toBytes()));
    lessons.subList(400, 600).forEach(original::learn);
    lessons.subList(400, 600).forEach(restored::learn);

    assertThat(restored.digest()).isEqualTo(original.digest());
  }

  @Test
  void showsWithReasonsWhatItShowsWithout() {
    Run run = run(exploring(.3, 1), 600);
    Asker asker = run.recommender().asker();
    int drawn = 0;
    for (Lesson lesson : run.lessons().subList(500, 600)) {
      UserView after = lesson.after(Pasts.REPEATS, 1000);
      Listed shown = asker.show(after, K);
      List<Suggestion> suggested = asker.suggestToShow(after, K);
      assertThat(suggested).extracting(Suggestion::item).containsExactly(shown.items());
      for (int i = 0; i < suggested.size(); i++) {
        assertThat(suggested.get(i).propensity()).isEqualTo(shown.propensities().values()[i]);
        assertThat(suggested.get(i).drawn()).isEqualTo(shown.propensities().drawn()[i]);
        if (suggested.get(i).drawn()) drawn++;
      }
      // Who asks without having done anything is told the list without chance.
      assertThat(asker.suggest(after, K)).allMatch(item -> item.propensity() == 0);
    }
    assertThat(drawn).isBetween(250, 470);
  }
}
