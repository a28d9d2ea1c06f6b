package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The learners of a pipeline")
class LearnersTest {
  private static final LearnerConfig FTRL = LearnerConfig.ftrl(0.1, 10);

  @Test
  void areOneNamedByItsKindInTheShortForm() {
    Learners learners = Learners.of(FTRL);
    assertThat(learners.isOne()).isTrue();
    assertThat(learners.first()).isEqualTo(new Learners.Named("logistic", FTRL));
    assertThat(learners.stateBytes()).isEqualTo(8192);
  }

  @Test
  void haveANameOfTheirOwnEach() {
    Learners.Named twice = new Learners.Named("a", FTRL);
    assertThatThrownBy(() -> new Learners(List.of(twice, twice)))
        .hasMessage("learners = a twice, expected a name for each of its own");
    assertThatThrownBy(() -> new Learners.Named("Big one", FTRL))
        .hasMessageStartingWith("learner.name = Big one, expected a lower-case letter");
  }

  @Test
  void areOneToSixteen() {
    assertThatThrownBy(() -> new Learners(List.of()))
        .hasMessage("learners = 0 learners, expected 1 to 16");
    assertThatThrownBy(() -> new Learners(Collections.nCopies(17, new Learners.Named("a", FTRL))))
        .hasMessage("learners = 17 learners, expected 1 to 16");
  }
}
