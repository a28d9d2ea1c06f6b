package io.millrace.model.labeljoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.calibrate.PlattCalibrator;
import io.millrace.model.event.EventSchema;
import io.millrace.model.event.Label;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.feature.Binning;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.OnlineLearner;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What an example weighs")
class ExampleWeightsTest {
  private static final FeatureSet SET =
      new FeatureSet(
          new EventSchema(List.of("hour", "amount"), List.of()),
          List.of(),
          List.of(
              new FeatureSpec.Number("hour", 0, Binning.DEFAULT),
              new FeatureSpec.Number("amount", 1, Binning.DEFAULT)));

  /** A positive weighs as ten negatives, 50 weighs 1. */
  private static final ExampleWeights WEIGHTS = new ExampleWeights(10, "amount", 50, 0.2, 5);

  private final LabelJoinFixture.Told told = new LabelJoinFixture.Told();

  @ParameterizedTest
  @CsvSource({"50, 1", "100, 2", "-100, 2", "1, 0.2", "0, 0.2", "9000, 5", "NaN, 1"})
  void followsTheFeatureWithinItsBounds(float amount, float weight) {
    assertThat(WEIGHTS.of(amount, false)).isEqualTo(weight);
    assertThat(WEIGHTS.of(amount, true)).isEqualTo(10 * weight);
  }

  @Test
  void isThatOfTheLessonAndNotOfTheTest() {
    LabelJoin join = join(NegativeSample.ALL, null);
    join.scored(event("p", 1000, 100), 0);
    join.scored(event("n", 1000, 100), 0);
    join.label(new Label("p", true, 1050, 0));
    join.advance(2000, 9);
    assertThat(examples()).containsExactly(tuple(true, 1f, 20f, 0f), tuple(false, 1f, 2f, 0f));
  }

  @Test
  void isToldOfANegativeThatStandsForOthersToo() {
    LabelJoin join = join(new NegativeSample(0.25), null);
    for (int i = 0; i < 50; i++) {
      join.scored(event("e" + i, 1000, 100), 0);
    }
    join.advance(2000, 999);
    assertThat(examples()).isNotEmpty().containsOnly(tuple(false, 4f, 8f, 0f));
  }

  @Test
  void isThatOfTheLessonWhichAPositiveTakesBack() {
    LabelJoin join = join(NegativeSample.ALL, Duration.ofMillis(10));
    join.scored(event("e", 1000, 100), 0);
    join.advance(1010, 9);
    join.label(new Label("e", true, 1050, 0));
    assertThat(examples()).containsExactly(tuple(false, 0f, 2f, 0f), tuple(true, 1f, 20f, 2f));
  }

  /** What is learnt is the odds times ten; what tests know takes that back. */
  @Test
  void shiftsTheRawScoreAsTheFormulaSaysAndACalibratorTakesItBack() {
    OnlineLearner learner = LearnerConfig.ftrl(0.1, 10).create(SET.inputs());
    PlattCalibrator platt = new PlattCalibrator();
    FeatureVector empty = new FeatureVector(1);
    Random random = new Random(5);
    double raws = 0;
    double probabilities = 0;
    int count = 200_000;
    for (int i = 0; i < count; i++) {
      boolean positive = random.nextInt(20) == 0;
      double raw = learner.score(empty);
      raws += i < count / 2 ? 0 : raw;
      probabilities += i < count / 2 ? 0 : platt.probability(raw);
      platt.learn(raw, positive, 1);
      learner.learn(empty, positive, new ExampleWeights(10, null, 1, 1, 1).of(Float.NaN, positive));
    }
    double p = 0.05;
    assertThat(raws / (count / 2)).isCloseTo(10 * p / (10 * p + 1 - p), within(0.01));
    assertThat(probabilities / (count / 2)).isCloseTo(p, within(0.004));
  }

  @Test
  void isWithinBounds() {
    assertThatThrownBy(() -> new ExampleWeights(0, null, 1, 1, 1))
        .hasMessageContaining("labels.weight.positives = 0.0, expected 0.001 to 1000");
    assertThatThrownBy(() -> new ExampleWeights(1, "amount", 0, 1, 1))
        .hasMessageContaining("labels.weight.unit = 0.0, expected a number above 0");
    assertThatThrownBy(() -> new ExampleWeights(1, "amount", 1, 2, 5))
        .hasMessageContaining("labels.weight.least = 2.0, expected 0.001 to 1");
    assertThatThrownBy(() -> new ExampleWeights(1, "amount", 1, 1, Double.NaN))
        .hasMessageContaining("labels.weight.most = NaN, expected 1 to 1000");
  }

  private LabelJoin join(NegativeSample sample, Duration negativeAfter) {
    LabelPolicy policy =
        new LabelPolicy(
            true,
            Duration.ofMillis(100),
            Duration.ofMillis(50),
            sample,
            negativeAfter,
            false,
            WEIGHTS);
    return new LabelJoin(policy, SET, new MemoryJoinStore(), FeatureLog.EMPTY, told);
  }

  private static ScoredEvent event(String id, long time, float amount) {
    float[] values = {12, amount};
    double[] raw = {0.25};
    return new ScoredEvent(id, time, values, List.of(), raw, 0.5, 7, List.of(), 11);
  }

  private Tuple[] examplesOf() {
    return told.examples.stream()
        .map(e -> tuple(e.positive(), e.weight(), e.lesson(), e.reverses()))
        .toArray(Tuple[]::new);
  }

  private List<Tuple> examples() {
    return List.of(examplesOf());
  }
}
