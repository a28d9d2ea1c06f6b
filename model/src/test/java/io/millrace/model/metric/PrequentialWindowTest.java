package io.millrace.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.learner.Sigmoid;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The prequential window")
class PrequentialWindowTest {
  private final List<Scored> all = new ArrayList<>();
  private PrequentialWindow window = new PrequentialWindow(5_000);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void ranksNearlyAsTheExactMetricsOfTheExamplesItHolds(long seed) {
    learn(seed, 23_456);
    Evaluation.Result exact = exact(window.count());
    assertThat(window.auc()).isCloseTo(exact.aucRoc(), within(window.aucError()));
    assertThat(window.aucError()).isLessThan(0.005);
    assertThat(window.averagePrecision()).isCloseTo(exact.averagePrecision(), within(0.01));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 199, 4_999, 5_000, 5_001, 23_456})
  void lossesAreExactOverTheExamplesItHolds(int examples) {
    learn(4, examples);
    Evaluation.Result exact = exact(window.count());
    assertThat(window.logLoss()).isCloseTo(exact.logLoss(), within(1e-12));
    assertThat(window.brier()).isCloseTo(exact.brier(), within(1e-12));
    assertThat(window.calibrationError()).isCloseTo(exact.calibrationError(), within(1e-12));
    assertThat(window.positiveRate())
        .isCloseTo((double) exact.positives() / exact.events(), within(1e-12));
  }

  @Test
  void holdsBetweenTwentyFourPanesAndItsSize() {
    learn(5, 5_000);
    assertThat(window.count()).isEqualTo(5_000);
    learn(6, 1);
    assertThat(window.count()).isEqualTo(4_801);
    learn(7, 199);
    assertThat(window.count()).isEqualTo(5_000);
  }

  @Test
  void aRestoredWindowGoesOnBitForBit() {
    learn(8, 7_777);
    PrequentialWindow restored = new PrequentialWindow(5_000);
    restored.read(new StateReader(bytes(window)));
    assertThat(bytes(restored)).isEqualTo(bytes(window));
    PrequentialWindow original = window;
    learn(9, 1_234);
    window = restored;
    learn(9, 1_234);
    assertThat(bytes(restored)).isEqualTo(bytes(original));
    assertThat(restored.auc()).isEqualTo(original.auc());
    assertThat(restored.logLoss()).isEqualTo(original.logLoss());
  }

  @Test
  void theSeedGivesTheGoldenQuality() {
    // Computed by this class when its arithmetic was version 1: other bits are another version.
    learn(20260101, 6_000);
    assertThat(List.of(window.auc(), window.averagePrecision(), window.logLoss()))
        .isEqualTo(List.of(0.9247057896236653, 0.3328005600966409, 0.08671722114502418));
  }

  @Test
  void beforeTheFirstExampleNothingIsKnown() {
    assertThat(window.count()).isZero();
    assertThat(
            List.of(
                window.auc(),
                window.aucError(),
                window.averagePrecision(),
                window.logLoss(),
                window.brier(),
                window.calibrationError(),
                window.positiveRate()))
        .containsOnly(Double.NaN);
  }

  @Test
  void oneScoreForAllIsATie() {
    window.add(0.5, 0.5, true, 1);
    window.add(0.5, 0.5, false, 1);
    assertThat(window.auc()).isEqualTo(0.5);
    assertThat(window.aucError()).isEqualTo(0.5);
  }

  @Test
  void certainScoresFallIntoTheOutermostBins() {
    window.add(1, 1, true, 1);
    window.add(0, 0, false, 1);
    assertThat(window.auc()).isEqualTo(1);
  }

  @Test
  void aStateOfAnotherSizeIsRefused() {
    byte[] state = bytes(new PrequentialWindow(50_000));
    assertThatThrownBy(() -> window.read(new StateReader(state)))
        .hasMessageContaining("holds a window of 50000 examples, expected 5000");
  }

  @ParameterizedTest
  @ValueSource(ints = {24, -1, 50_000_001})
  void aSizeOutOfRangeIsRefused(int examples) {
    assertThatThrownBy(() -> new PrequentialWindow(examples))
        .hasMessageContaining("measure.window = " + examples + ", expected 25 to 50000000");
  }

  private void learn(long seed, int examples) {
    Random random = new Random(seed);
    for (int i = 0; i < examples; i++) {
      boolean positive = random.nextInt(50) == 0;
      double logit = random.nextGaussian() * 1.5 - 4 + (positive ? 3 : 0);
      Scored example = new Scored(Sigmoid.of(logit), Sigmoid.of(logit * 0.9), positive);
      all.add(example);
      window.add(example.score, example.probability, example.positive, 1);
    }
  }

  private Evaluation.Result exact(int last) {
    Evaluation evaluation = Evaluation.withoutEntities();
    for (Scored example : all.subList(all.size() - last, all.size())) {
      evaluation.add(0, "", example.score, example.probability, example.positive);
    }
    return evaluation.result();
  }

  private static byte[] bytes(PrequentialWindow window) {
    StateWriter out = new StateWriter();
    window.write(out);
    return out.toBytes();
  }

  private record Scored(double score, double probability, boolean positive) {}
}
