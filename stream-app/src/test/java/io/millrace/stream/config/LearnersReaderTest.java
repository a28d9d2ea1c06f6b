package io.millrace.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.learner.EnsembleConfig;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.Learners;
import io.millrace.model.pipeline.Change;
import io.millrace.model.pipeline.Difference;
import io.millrace.model.pipeline.Pipeline;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Several learners in a pipeline file")
class LearnersReaderTest {
  private static final String ONE =
      "learner: {kind: logistic, update: ftrl, rate: 0.1, hash_bits: 18}";
  private static final String TWO =
      """
      learners:
        - {name: slow, kind: logistic, update: ftrl, rate: 0.1, hash_bits: 18}
        - {name: quick, kind: logistic, update: adagrad, rate: 0.5, hash_bits: 16}""";

  @Test
  void areReadInTheirOrder() {
    assertThat(read(TWO).learners().all())
        .containsExactly(
            new Learners.Named("slow", LearnerConfig.ftrl(0.1, 18)),
            new Learners.Named("quick", LearnerConfig.adagrad(0.5, 16)));
    assertThat(read(TWO).learner()).isEqualTo(LearnerConfig.ftrl(0.1, 18));
  }

  @Test
  void takeAReplayToChange() {
    assertThat(read(TWO).canonicalSettings())
        .contains("learners = [slow, quick]\n", "learner.quick.rate = 0.5\n");
    assertThat(read(TWO).differences(read(ONE).canonicalSettings()))
        .isNotEmpty()
        .extracting(Difference::change)
        .containsOnly(Change.REPLAY);
  }

  @Test
  void areSetByTheirPlace() {
    Pipeline set = PipelineFile.read("p.yaml", text(TWO), Map.of("learners[1].rate", "0.25"));
    assertThat(set.learners().all().get(1).config()).isEqualTo(LearnerConfig.adagrad(0.25, 16));
  }

  @Test
  void areRefusedByTheirPlace() {
    refused(
        TWO.replace("rate: 0.5", "rate: 0"),
        "p.yaml:17:58: learners[1].rate = 0.0, expected a number from 0.000001");
    refused(TWO.replace("quick", "slow"), "learners = slow twice, expected a name for each");
    refused(TWO.replace("name: quick, ", ""), "learners[1].name is missing, expected a name");
    refused(TWO.replace("quick", "Quick"), "learners[1].name = Quick, expected a lower-case");
    refused("learners: []", "learners = 0 learners, expected 1 to 16");
    refused(TWO + "\n" + ONE, "expected no such key beside learners; keep one of them");
  }

  @Test
  void readsAnEnsembleWithItsMembers() {
    String ensemble =
        """
        learner:
          kind: ensemble
          members:
            - {kind: logistic, update: ftrl, rate: 0.1, hash_bits: 18}
            - {kind: forest, method: leveraging_bagging, trees: 5}""";
    EnsembleConfig config = (EnsembleConfig) read(ensemble).learner();
    assertThat(config.members().get(0)).isEqualTo(LearnerConfig.ftrl(0.1, 18));
    assertThat(config.hashBits()).isEqualTo(18);
    assertThat(read(ensemble).canonicalSettings())
        .contains("learner.members.0.rate = 0.1\n", "learner.members.1.trees = 5\n");
    refused(
        ensemble.replace("trees: 5", "trees: 0"), "learner.members[1].trees = 0, expected 1 to");
    refused(
        ensemble.replace("trees: 5", "tree: 5"),
        "learner.members[1].tree: unknown key, expected one of name, kind, method");
    refused(
        ensemble.replace("trees: 5", "name: a"),
        "learner.members[1].name = a, expected no such key");
    refused(
        ensemble.replace("{kind: forest, method: leveraging_bagging, trees: 5}", "{trees: 5}"),
        "learner.members[1].kind is missing, expected one of logistic,");
    refused("learner: 7", "learner = 7, expected keys: kind, ..., the kind one of logistic,");
  }

  private static void refused(String learners, String message) {
    assertThatThrownBy(() -> read(learners))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  private static Pipeline read(String learners) {
    return PipelineFile.read("p.yaml", text(learners), Map.of());
  }

  private static String text(String learners) {
    return BrokenFile.WHOLE.replace(ONE, learners);
  }
}
