package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.oracle.labs.mlrg.olcut.util.Pair;
import io.millrace.model.learner.LessonStream.Lesson;
import java.util.Random;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.sgd.FMParameters;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.la.DenseVector;
import org.tribuo.math.la.SGDVector;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.la.Tensor;
import org.tribuo.math.optimisers.AdaGrad;

/**
 * Tribuo's machine has a row of weights and factors per label. One logit is the difference of two
 * rows: bias and linear weights move twice as far, and where the factors of the first label start
 * at 0 they stay there, so that those of the other are ours, at the same rate. Four factors are one
 * block of the table, six are two with room to spare, eight are two.
 */
@DisplayName("One logit of a factorization machine")
class FactorizationMachineGoldenTest {
  private static final double EPSILON = 0.1;
  private static final Offset<Double> DOUBLE = within(1e-12);
  private static final Offset<Double> FLOAT = within(1e-5);

  @ParameterizedTest
  @CsvSource({"1, 4", "2, 4", "20260101, 4", "1, 6", "2, 6", "1, 8", "2, 8"})
  void isTribuosAtTwiceTheLinearRate(long seed, int count) {
    LessonStream stream = LessonStream.random(seed, 2000);
    double[][] start = factors(seed, count);
    FMParameters tribuo = tribuo(stream, start);
    NaiveFactorizationMachine twin =
        new NaiveFactorizationMachine(0.1, 0.05, 0, EPSILON, start).learn(stream);
    FactorizationMachine learner =
        new FactorizationMachine(
            new FactorizationConfig(count, 0.1, 0.05, 0.01, 1, 10, 0, EPSILON));
    for (int id = 0; id < start.length; id++) {
      for (int f = 0; f < count; f++) {
        learner.factor(id, f, (float) start[id][f]);
      }
    }
    stream.teach(learner);

    DenseVector biases = (DenseVector) tribuo.get()[0];
    DenseMatrix weights = (DenseMatrix) tribuo.get()[1];
    DenseMatrix factors = (DenseMatrix) tribuo.get()[3];
    double bias = biases.get(1) - biases.get(0);
    assertThat(twin.bias()).isCloseTo(bias, DOUBLE);
    assertThat(learner.bias()).isCloseTo(bias, FLOAT);
    double moved = 0;
    for (int id = 0; id < LessonStream.IDS; id++) {
      double weight = weights.get(1, id) - weights.get(0, id);
      assertThat(twin.weight(id)).as("weight of %d", id).isCloseTo(weight, DOUBLE);
      assertThat(learner.weight(id)).as("weight of %d", id).isCloseTo(weight, FLOAT);
      for (int f = 0; f < count; f++) {
        double factor = factors.get(f, id);
        assertThat(twin.factor(id, f)).as("factor of %d", id).isCloseTo(factor, DOUBLE);
        assertThat((double) learner.factor(id, f)).as("factor of %d", id).isCloseTo(factor, FLOAT);
        moved = Math.max(moved, Math.abs(factor - start[id][f]));
      }
    }
    assertThat(moved).as("how far a factor moved").isGreaterThan(0.1);
  }

  private static double[][] factors(long seed, int count) {
    Random random = new Random(seed);
    double[][] factors = new double[LessonStream.IDS][count];
    for (double[] row : factors) {
      for (int f = 0; f < count; f++) {
        row[f] = (float) (0.2 * random.nextGaussian());
      }
    }
    return factors;
  }

  private static FMParameters tribuo(LessonStream stream, double[][] start) {
    int count = start[0].length;
    FMParameters parameters =
        new FMParameters(new SplittableRandom(1), LessonStream.IDS, 2, count, 0.1);
    DenseMatrix zero = (DenseMatrix) parameters.get()[2];
    DenseMatrix ours = (DenseMatrix) parameters.get()[3];
    for (int id = 0; id < start.length; id++) {
      for (int f = 0; f < count; f++) {
        zero.set(f, id, 0);
        ours.set(f, id, start[id][f]);
      }
    }
    AdaGrad adagrad = new AdaGrad(0.05, EPSILON);
    adagrad.initialise(parameters);
    LogMulticlass objective = new LogMulticlass();
    for (Lesson lesson : stream.lessons()) {
      double[] values = new double[lesson.values().length];
      for (int i = 0; i < values.length; i++) {
        values[i] = lesson.values()[i];
      }
      SparseVector x = SparseVector.createSparseVector(LessonStream.IDS, lesson.ids(), values);
      Pair<Double, SGDVector> loss =
          objective.lossAndGradient(lesson.positive() ? 1 : 0, parameters.predict(x));
      Tensor[] gradients = parameters.gradients(loss, x);
      parameters.update(adagrad.step(gradients, lesson.weight()));
    }
    return parameters;
  }
}
