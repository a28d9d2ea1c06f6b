package io.millrace.model.replica;

import static io.millrace.model.replica.ReplicaFixture.BUDGET;
import static io.millrace.model.replica.ReplicaFixture.FEATURES;
import static io.millrace.model.replica.ReplicaFixture.WEEK;
import static io.millrace.model.replica.ReplicaFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.event.Example;
import io.millrace.model.learner.LearnerConfig;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every event is taught as negative at once, and its label comes 2,000 events later. */
@DisplayName("A replica taught negatives ahead of their labels")
class ReversedLessonsTest {
  private static final String[] COUNTRIES = {"AT", "CH", "DE", "FR"};
  private static final double[] RATES = {0.005, 0.02, 0.08, 0.3};
  private static final int EVENTS = 60_000;
  private static final int COMING = 2_000;

  private final Replica replica = new Replica(FEATURES, LearnerConfig.ftrl(0.2, 10), BUDGET, WEEK);

  private void teach(boolean reversing) {
    Random random = new Random(3);
    Queue<Example> coming = new ArrayDeque<>();
    for (int i = 0; i < EVENTS; i++) {
      int country = random.nextInt(COUNTRIES.length);
      float[] values = values(40, COUNTRIES[country], Float.NaN);
      boolean positive = random.nextDouble() < RATES[country];
      replica.learn(example(i, values, false, 0, 1, 0));
      coming.add(
          positive
              ? example(i, values, true, 1, 1, reversing ? 1 : 0)
              : example(i, new float[0], false, 1, 0, 0));
      if (coming.size() > COMING) replica.learn(coming.remove());
    }
  }

  private static Example example(
      int i, float[] values, boolean positive, float weight, float lesson, float reverses) {
    long time = 1_522_540_800_000L + i * 60_000L;
    return new Example(
        "e" + i,
        time,
        time,
        values,
        positive,
        false,
        weight,
        new double[] {0.1},
        0.5,
        i - 1,
        1 + i % 100,
        Example.ONE_MODEL,
        Example.UNCALIBRATED,
        lesson,
        reverses);
  }

  private double said(int country) {
    return replica.scorer().raw(values(40, COUNTRIES[country], Float.NaN));
  }

  @Test
  void saysHowOftenEventsArePositive() {
    teach(true);
    for (int country = 0; country < COUNTRIES.length; country++) {
      double p = RATES[country];
      double noise = 4 * Math.sqrt(p * (1 - p) / (EVENTS / 4.0));
      assertThat(said(country)).isCloseTo(p, within(noise + 0.1 * p));
    }
  }

  @Test
  void wouldSayTooLittleIfItsLessonsWereNotTakenBack() {
    teach(false);
    assertThat(said(3)).isCloseTo(0.3 / 1.3, within(0.03));
  }

  @Test
  void testsEachEventOnceByItsLastLabel() {
    teach(true);
    assertThat(replica.examples()).isEqualTo(EVENTS - COMING);
    assertThat(replica.totals().examples()).isEqualTo(EVENTS - COMING);
    assertThat(replica.totals().positives() / (EVENTS - (double) COMING))
        .isCloseTo(0.101, within(0.01));
  }
}
