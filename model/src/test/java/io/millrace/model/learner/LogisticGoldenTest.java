package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.math.optimisers.AdaGrad;

/**
 * The twin in double shows that the arithmetic is Tribuo's and the paper's; the learner itself then
 * differs from its twin by what rounding to float leaves after 2,000 examples.
 */
@DisplayName("One row of logistic weights")
class LogisticGoldenTest {
  private static final Offset<Double> DOUBLE = within(1e-13);
  private static final Offset<Double> FLOAT = within(2e-6);

  @ParameterizedTest
  @CsvSource({"1, 0.1", "2, 0.1", "3, 0.000001", "20260101, 0.000001"})
  void adaGradIsTribuosTrainerAtHalfTheRate(long seed, double epsilon) {
    LessonStream stream = LessonStream.random(seed, 2000);
    TribuoStream tribuo = new TribuoStream(stream, new AdaGrad(0.05, epsilon));
    NaiveAdaGrad twin = new NaiveAdaGrad(0.1, 0, epsilon).learn(stream);
    LinearLearner learner = stream.teach(LearnerConfig.adagrad(0.1, 0, epsilon, 10).create());

    assertEqual(twin::weight, tribuo::weight, DOUBLE);
    assertThat(twin.weight(NaiveAdaGrad.BIAS)).isCloseTo(tribuo.bias(), DOUBLE);
    assertEqual(learner::weight, tribuo::weight, FLOAT);
    assertThat(learner.bias()).isCloseTo(tribuo.bias(), FLOAT);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void adaGradStartsFromItsInitialAccumulator(long seed) {
    LessonStream stream = LessonStream.random(seed, 2000);
    NaiveAdaGrad twin = new NaiveAdaGrad(0.1, 0.5, 1e-6).learn(stream);
    LinearLearner learner = stream.teach(LearnerConfig.adagrad(0.1, 0.5, 1e-6, 10).create());

    assertEqual(learner::weight, twin::weight, FLOAT);
    assertThat(learner.bias()).isCloseTo(twin.weight(NaiveAdaGrad.BIAS), FLOAT);
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "2, 0.5, 0", "3, 0, 0.8", "4, 0.5, 0.8"})
  void ftrlIsThePapersAlgorithm(long seed, double l1, double l2) {
    LessonStream stream = LessonStream.random(seed, 2000);
    NaiveFtrl twin = new NaiveFtrl(0.1, 1, l1, l2).learn(stream);
    LinearLearner learner = stream.teach(LearnerConfig.ftrl(0.1, 1, l1, l2, 10).create());

    assertEqual(learner::weight, twin::weight, FLOAT);
    assertThat(learner.bias()).isCloseTo(twin.weight(NaiveFtrl.BIAS), FLOAT);
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "2, 0.5, 0", "3, 0, 0.8", "4, 0.5, 0.8"})
  void ftrlInTribuosTrainerIsTheSameAtHalfTheRateAndTwiceTheL2(long seed, double l1, double l2) {
    LessonStream stream = LessonStream.random(seed, 2000);
    TribuoStream tribuo = new TribuoStream(stream, new TribuoFtrl(0.05, 1, l1, 2 * l2));
    NaiveFtrl twin = new NaiveFtrl(0.1, 1, l1, l2).learn(stream);
    LinearLearner learner = stream.teach(LearnerConfig.ftrl(0.1, 1, l1, l2, 10).create());

    assertEqual(twin::weight, tribuo::weight, DOUBLE);
    assertThat(twin.weight(NaiveFtrl.BIAS)).isCloseTo(tribuo.bias(), DOUBLE);
    assertEqual(learner::weight, tribuo::weight, FLOAT);
    assertThat(learner.bias()).isCloseTo(tribuo.bias(), FLOAT);
  }

  private static void assertEqual(
      IntToDoubleFunction found, IntToDoubleFunction expected, Offset<Double> within) {
    double largest = 0;
    for (int id = 0; id < LessonStream.IDS; id++) {
      assertThat(found.applyAsDouble(id))
          .as("weight of id %d", id)
          .isCloseTo(expected.applyAsDouble(id), within);
      largest = Math.max(largest, Math.abs(found.applyAsDouble(id)));
    }
    assertThat(largest).as("largest weight").isGreaterThan(0.1);
  }
}
