package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.fm.FMClassificationTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.LinearParameters;
import org.tribuo.math.la.DenseVector;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.la.Tensor;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.math.optimisers.Adam;
import org.tribuo.math.protos.TensorProto;

/** What we work around; a failure here means that a newer Tribuo lets us take the detour out. */
@DisplayName("Tribuo 4.3.2")
class TribuoDefectsTest {
  @Test
  void adamMultipliesByTheRootOfTheSecondMomentInsteadOfDividing() {
    double g = 0.01;
    LinearParameters parameters = new LinearParameters(1, 1);
    Adam adam = new Adam(0.001, 0.9, 0.999, 1e-6);
    adam.initialise(parameters);
    Tensor gradient =
        DenseVector.createDenseVector(new double[] {g})
            .outer(SparseVector.createSparseVector(1, new int[] {0}, new double[] {1}));
    Tensor[] step = adam.step(new Tensor[] {gradient}, 1);
    parameters.update(step);

    double rate = 0.001 * Math.sqrt(1 - 0.999) / (1 - 0.9);
    double multiplied = rate * 0.1 * g * (Math.sqrt(0.001 * g * g) + 1e-6);
    double paper = rate * 0.1 * g / (Math.sqrt(0.001 * g * g) + 1e-6);
    assertThat(paper).isCloseTo(0.001, within(1e-5));
    assertThat(parameters.getWeightMatrix().get(0, 0)).isCloseTo(multiplied, within(1e-18));
  }

  @Test
  void aCopyOfAdaGradDropsItsInitialValueSoATrainerNeverUsesIt() {
    AdaGrad adagrad = new AdaGrad(0.1, 1e-6, 0.5);
    assertThat(adagrad.toString()).contains("initialValue=0.5");
    assertThat(adagrad.copy().toString()).contains("initialValue=0.0");
  }

  @Test
  void factorisationMachinesFailOnMinibatchesLargerThanOne() {
    assertThat(train(factorisationMachine(1))).isNotNull();
    assertThatThrownBy(() -> train(factorisationMachine(2))).isInstanceOf(RuntimeException.class);
  }

  /** 65,536 rows of 65,536 numbers are 0 numbers by its check, which overflows. */
  @Test
  void aTensorOfAHundredBytesExhaustsTheHeap() throws Exception {
    assertThat(GreedyTensor.bytes()).hasSizeLessThan(110);
    Process small =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                GreedyTensor.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(small.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(small.waitFor()).as(said).isEqualTo(GreedyTensor.EXHAUSTED);
  }

  /** Whatever class the bytes name is initialised before it is found to be no tensor. */
  @Test
  void loadingATensorRunsTheStaticInitialiserOfAnyClass() {
    TensorProto bytes = TensorProto.newBuilder().setClassName(NoTensor.class.getName()).build();
    assertThat(INITIALISED).isEmpty();
    assertThatThrownBy(() -> Tensor.deserialize(bytes)).isInstanceOf(RuntimeException.class);
    assertThat(INITIALISED).containsExactly("NoTensor");
  }

  private static final List<String> INITIALISED = new ArrayList<>();

  private static final class NoTensor {
    static {
      INITIALISED.add("NoTensor");
    }
  }

  private static FMClassificationTrainer factorisationMachine(int minibatch) {
    return new FMClassificationTrainer(
        new LogMulticlass(), new AdaGrad(0.1), 1, -1, minibatch, 12345L, 4, 0.1);
  }

  private static Model<Label> train(FMClassificationTrainer trainer) {
    return trainer.train(TribuoStream.dataset(LessonStream.random(1, 20)));
  }
}
