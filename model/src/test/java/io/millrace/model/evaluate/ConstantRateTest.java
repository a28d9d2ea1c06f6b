package io.millrace.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.metric.Evaluation;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The constant rate")
class ConstantRateTest {
  @Test
  void isNeverSure() {
    assertThat(ConstantRate.rate(0, 0)).isEqualTo(0.5);
    assertThat(ConstantRate.rate(0, 999)).isEqualTo(0.0005);
    assertThat(ConstantRate.rate(7, 7)).isLessThan(1);
  }

  @Test
  void inHindsightReachesWhatAnEvaluationOfTheTrueShareFinds() {
    Evaluation evaluation = Evaluation.withoutEntities();
    for (int i = 0; i < 1000; i++) evaluation.add(i, "", 0.037, 0.037, i < 37);
    Evaluation.Result expected = evaluation.result();
    ConstantRate.Result found = ConstantRate.inHindsight(0.037);
    assertThat(found.aucRoc()).isEqualTo(expected.aucRoc());
    assertThat(found.averagePrecision()).isCloseTo(expected.averagePrecision(), within(1e-12));
    assertThat(found.logLoss()).isCloseTo(expected.logLoss(), within(1e-12));
    assertThat(found.brier()).isCloseTo(expected.brier(), within(1e-12));
    assertThat(ConstantRate.inHindsight(0).logLoss()).isZero();
    assertThat(ConstantRate.inHindsight(Double.NaN).logLoss()).isNaN();
  }

  @Test
  void reachesWhatAnEvaluationOfOneRateFinds() {
    ConstantRate baseline = new ConstantRate();
    Evaluation evaluation = Evaluation.withoutEntities();
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      boolean positive = random.nextInt(10) == 0;
      baseline.add(0.2, positive);
      evaluation.add(i, "", 0.2, 0.2, positive);
    }
    Evaluation.Result expected = evaluation.result();
    assertThat(baseline.result().aucRoc()).isEqualTo(expected.aucRoc());
    assertThat(baseline.result().averagePrecision())
        .isCloseTo(expected.averagePrecision(), within(1e-12));
    assertThat(baseline.result().logLoss()).isCloseTo(expected.logLoss(), within(1e-12));
    assertThat(baseline.result().brier()).isCloseTo(expected.brier(), within(1e-12));
  }
}
