package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Decayed popularity")
class PopularityTest extends GeneratorContract {
  private static final Duration HALF_LIFE = Duration.ofHours(6);

  @Override
  Generator fresh() {
    return new Popularity(new GeneratorConfig.Popularity(HALF_LIFE));
  }

  @Test
  void countsEachEventByHalvesAsTheDefinitionDoes() {
    Map<String, Double> naive = new HashMap<>();
    for (Activity activity : STREAM) {
      double age = (END - activity.time()) / (double) HALF_LIFE.toMillis();
      naive.merge(activity.item(), Math.pow(2, -age), Double::sum);
    }

    Map<String, Float> scores = taught().ask(Pasts.nobody(END));

    // All are scaled alike: shares of the whole must agree.
    double sum = scores.values().stream().mapToDouble(score -> score).sum();
    double naiveSum = naive.values().stream().mapToDouble(score -> score).sum();
    scores.forEach(
        (item, score) ->
            assertThat(score / sum).isCloseTo(naive.get(item) / naiveSum, within(1e-5)));
  }

  @Test
  void whatIsOfTheNewestHourWinsOverWhatWasTakenTwiceLongAgo() {
    Classroom classroom = new Classroom(fresh());
    classroom.learn(new Activity("a", "old", "", 1, 0), 1);
    classroom.learn(new Activity("b", "old", "", 1, 0), 1);
    classroom.learn(new Activity("a", "new", "", 1, 13 * Pasts.HOUR), 1);

    Map<String, Float> scores = classroom.ask(Pasts.nobody(14 * Pasts.HOUR));

    assertThat(scores.get("new")).isGreaterThan(scores.get("old"));
  }
}
