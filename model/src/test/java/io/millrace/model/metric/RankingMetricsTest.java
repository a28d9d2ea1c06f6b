package io.millrace.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.classification.evaluation.LabelEvaluationUtil;

@DisplayName("The ranking metrics")
class RankingMetricsTest {
  private static final int N = 700;

  private final double[] scores = new double[N];
  private final boolean[] labels = new boolean[N];

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20260101})
  void theAreaUnderTheCurveIsTheShareOfPairsInOrder(long seed) {
    draw(seed, 40);
    assertThat(RankingMetrics.aucRoc(scores, labels))
        .isCloseTo(NaiveMetrics.aucRoc(scores, labels), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20260101})
  void tiedExamplesShareOneThresholdOfTheAveragePrecision(long seed) {
    draw(seed, 40);
    assertThat(RankingMetrics.averagePrecision(scores, labels))
        .isCloseTo(NaiveMetrics.averagePrecision(scores, labels), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void tribuoAgreesWhereNoScoresTie(long seed) {
    draw(seed, 1 << 30);
    assertThat(RankingMetrics.aucRoc(scores, labels))
        .isCloseTo(LabelEvaluationUtil.binaryAUCROC(labels, scores), within(1e-12));
    assertThat(RankingMetrics.averagePrecision(scores, labels))
        .isCloseTo(LabelEvaluationUtil.averagedPrecision(labels, scores), within(1e-12));
  }

  @Test
  void aScoreThatTellsNothingGetsOneHalfAndThePositiveRate() {
    double[] same = {0.5, 0.5, 0.5, 0.5};
    boolean[] one = {true, false, false, false};
    assertThat(RankingMetrics.aucRoc(same, one)).isEqualTo(0.5);
    assertThat(RankingMetrics.averagePrecision(same, one)).isEqualTo(0.25);
  }

  @Test
  void minusZeroTiesWithZero() {
    double[] zeros = {0.0, -0.0};
    boolean[] one = {true, false};
    assertThat(RankingMetrics.aucRoc(zeros, one)).isEqualTo(0.5);
    assertThat(RankingMetrics.averagePrecision(zeros, one)).isEqualTo(0.5);
  }

  @Test
  void withoutBothClassesThereIsNothingToRank() {
    double[] one = {0.3};
    assertThat(RankingMetrics.aucRoc(one, new boolean[] {true})).isNaN();
    assertThat(RankingMetrics.averagePrecision(one, new boolean[] {true})).isEqualTo(1);
    assertThat(RankingMetrics.aucRoc(one, new boolean[] {false})).isNaN();
    assertThat(RankingMetrics.averagePrecision(one, new boolean[] {false})).isNaN();
  }

  @Test
  void infinitiesAreScoresAndNanIsNot() {
    double[] extremes = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    assertThat(RankingMetrics.aucRoc(extremes, new boolean[] {true, false})).isEqualTo(1);
    assertThatThrownBy(() -> RankingMetrics.aucRoc(new double[] {Double.NaN}, new boolean[] {true}))
        .hasMessageContaining("score = NaN, expected a number");
  }

  @Test
  void aMissingLabelIsRefused() {
    assertThatThrownBy(() -> RankingMetrics.aucRoc(new double[2], new boolean[1]))
        .hasMessageContaining("labels has 1 entries, expected one per score: 2");
  }

  private void draw(long seed, int levels) {
    Random random = new Random(seed);
    for (int i = 0; i < N; i++) {
      labels[i] = random.nextInt(10) == 0;
      double score = random.nextGaussian() + (labels[i] ? 1 : 0);
      scores[i] = Math.rint(score / 6 * levels) / levels;
    }
  }
}
