package io.millrace.model.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.learner.Sigmoid;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every calibrator promises. */
abstract class CalibratorContract {
  abstract Calibrator fresh();

  @Test
  void neverTurnsTwoScoresRound() {
    Calibrator calibrator = fresh();
    teach(calibrator, 1, 3000);
    double before = 0;
    for (int i = 0; i <= 1000; i++) {
      double now = calibrator.probability(i / 1000.0);
      assertThat(now).isBetween(before, 1.0);
      before = now;
    }
  }

  @Test
  void askingTeachesNothing() {
    Calibrator calibrator = fresh();
    teach(calibrator, 1, 300);
    byte[] before = bytes(calibrator);
    assertThat(calibrator.probability(0.3)).isEqualTo(calibrator.probability(0.3));
    assertThat(bytes(calibrator)).isEqualTo(before);
  }

  @Test
  void goesOnBitForBitWhereItWasWritten() {
    Calibrator original = fresh();
    teach(original, 1, 1000);
    Calibrator restored = fresh();
    restored.read(new StateReader(bytes(original)));
    teach(original, 2, 1000);
    teach(restored, 2, 1000);
    assertThat(bytes(restored)).isEqualTo(bytes(original));
    assertThat(restored.probability(0.7)).isEqualTo(original.probability(0.7));
  }

  @Test
  void countsAnExampleByItsWeight() {
    Calibrator heavy = fresh();
    Calibrator light = fresh();
    for (int i = 0; i < 1024; i++) {
      heavy.learn(0.5, i % 4 == 0, i % 4 == 0 ? 3 : 1);
      light.learn(0.5, i % 4 == 0, 1);
    }
    assertThat(heavy.probability(0.5)).isBetween(0.46, 0.54);
    assertThat(light.probability(0.5)).isBetween(0.23, 0.29);
  }

  @Test
  void refusesTheStateOfAnotherRelease() {
    byte[] bytes = bytes(fresh());
    bytes[0] = 9;
    assertThatThrownBy(() -> fresh().read(new StateReader(bytes)))
        .hasMessageContaining("calibrator state has format 9, expected 1");
  }

  static void teach(Calibrator calibrator, long seed, int pairs) {
    Random random = new Random(seed);
    for (int i = 0; i < pairs; i++) {
      double logit = -2 + 2 * random.nextGaussian();
      calibrator.learn(
          Sigmoid.of(logit),
          random.nextDouble() < Sigmoid.of(logit / 2 - 1),
          1 + random.nextInt(2));
    }
  }

  static byte[] bytes(Calibrator calibrator) {
    StateWriter out = new StateWriter();
    calibrator.write(out);
    return out.toBytes();
  }
}
