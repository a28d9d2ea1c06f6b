package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.feature.TextHash;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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
  void oneEventDated2099ChangesNothing() {
    Classroom astray = new Classroom(fresh());
    astray.learn(STREAM.subList(0, 1500));
    astray.learn(of2099("i7"), 1);
    Classroom restored = astray.restored(fresh());
    assertThat(restored.state()).isEqualTo(astray.state());
    List<Activity> rest = STREAM.subList(1500, 3000);
    astray.learn(rest);
    restored.learn(rest);

    assertThat(astray.state()).isEqualTo(taught().state());
    assertThat(restored.state()).isEqualTo(astray.state());
  }

  @Test
  void afterAFirstEventDated2099TheOthersCount() {
    Classroom astray = new Classroom(fresh());
    astray.learn(of2099("i7"), 1);
    astray.learn(STREAM);
    Classroom without = new Classroom(fresh());
    without.catalogue.count(TextHash.of("i7"), "i7", END);
    without.learn(STREAM);

    assertThat(astray.state()).isEqualTo(without.state());
  }

  @Test
  void whatIsUnconfirmedIsForgottenWithItsItems() {
    Classroom astray = new Classroom(fresh());
    astray.learn(STREAM.subList(0, 1500));
    astray.learn(of2099("i7"), 1);
    astray.prune(20);
    astray.learn(STREAM.subList(1500, 1600));
    Classroom without = new Classroom(fresh());
    without.learn(STREAM.subList(0, 1500));
    without.catalogue.count(TextHash.of("i7"), "i7", of2099("i7").time());
    without.prune(20);
    without.learn(STREAM.subList(1500, 1600));

    assertThat(astray.state()).isEqualTo(without.state());
  }

  @Test
  void afterALongPauseTheNewCount() {
    Classroom classroom = new Classroom(fresh());
    classroom.learn(STREAM);
    long later = END + 1000 * HALF_LIFE.toMillis();
    for (int i = 0; i < 20; i++) {
      classroom.learn(new Activity("a", "new" + i, "", 1, later + i), 1);
      assertThat(classroom.ask(Pasts.nobody(later + i)).get("new" + i)).isGreaterThan(.9f);
    }
    byte[] confirmed = classroom.state();

    classroom.learn(new Activity("a", "old", "", 1, END), 1);

    assertThat(classroom.ask(Pasts.nobody(later))).doesNotContainKey("old").hasSize(20);
    assertThat(classroom.state().length).isEqualTo(confirmed.length + Float.BYTES);
  }

  private static Activity of2099(String item) {
    return new Activity("u1", item, "purchase", 1, 4_070_908_800_000L);
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
