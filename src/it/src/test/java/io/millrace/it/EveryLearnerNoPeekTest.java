package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.demo.SimulatorSettings;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("No score of any learner of a simulated stream knows what lies ahead")
class EveryLearnerNoPeekTest extends LearnersNoPeekContract {
  private static final Pipeline PIPELINE = EveryLearner.sideBySide(Map.of());

  private final TransactionLines lines =
      TransactionLines.simulated(
          SimulatorSettings.sized(20180401, LocalDate.parse("2018-04-01"), 16, 50, 1_000));

  EveryLearnerNoPeekTest() {
    super(PIPELINE);
  }

  @Override
  TransactionLines lines() {
    return lines;
  }

  @Test
  void isOfEveryKind() {
    assertThat(PIPELINE.learners().all())
        .extracting(learner -> learner.config().getClass().getName())
        .containsAll(
            Arrays.stream(LearnerConfig.class.getPermittedSubclasses())
                .map(Class::getName)
                .toList());
  }
}
