package io.millrace.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.drift.DriftConfig;
import io.millrace.model.drift.QualityDetector;
import io.millrace.model.drift.Reaction;
import io.millrace.model.pipeline.Pipeline;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What watches quality in a pipeline file")
class DriftReaderTest {
  @Test
  void isNothingWhereNobodySaysSo() {
    assertThat(read("").serving().drift()).isNull();
    assertThat(read("").canonicalSettings()).doesNotContain("drift");
  }

  @Test
  void isADetectorAndHowOftenItMayErr() {
    assertThat(read("{detector: hddm_a}").serving().drift())
        .isEqualTo(new DriftConfig(QualityDetector.HDDM_A, 1_000_000));
    assertThat(read("{detector: adwin, every: 200000}").canonicalSettings())
        .contains("drift.detector = adwin\ndrift.every = 200000\n");
    assertThat(read("{detector: ddm}").canonicalSettings())
        .contains("drift.detector = ddm\n")
        .doesNotContain("drift.every");
  }

  @Test
  void isRefusedByItsPlace() {
    refused("{every: 7}", "drift.detector is missing, expected one of adwin, page_hinkley, kswin");
    refused("{detector: adwim}", "drift.detector = adwim, expected one of adwin");
    refused("{detector: adwin, every: 7}", "drift.every = 7, expected 10000 to 1000000000000");
    refused("{detector: ddm, every: 1000000}", "expected no such key beside ddm, whose false");
    refused("{detector: adwin, delta: 1}", "drift.delta: unknown key, expected one of detector");
  }

  @Test
  void mayReact() {
    assertThat(read("{detector: adwin, reaction: none}"))
        .extracting(Pipeline::canonicalSettings)
        .isEqualTo(read("{detector: adwin}").canonicalSettings());
    assertThat(read("{detector: adwin, reaction: raise_rate}").serving().drift().reaction())
        .isEqualTo(Reaction.raiseRate(4, 20_000));
    assertThat(read("{detector: ddm, reaction: raise_rate, factor: 8, for: 500}"))
        .extracting(Pipeline::canonicalSettings)
        .asString()
        .contains("drift.reaction = raise_rate\ndrift.factor = 8.0\ndrift.for = 500\n");
    refused("{detector: adwin, reaction: rate}", "drift.reaction = rate, expected one of none");
    refused(
        "{detector: adwin, reaction: raise_rate, factor: 1}",
        "drift.factor = 1.0, expected above 1, at most 100");
    refused(
        "{detector: adwin, reaction: raise_rate, for: 0}",
        "drift.for = 0, expected 1 to 1000000000000 examples");
    refused("{detector: adwin, for: 7}", "no such key beside reaction: none");
  }

  @Test
  void reactsWithLearnersThatCan() {
    refused(
        "{detector: adwin, reaction: reset_challenger}",
        "drift.reaction = reset_challenger, expected two learners or more in `learners:`");
    assertThatThrownBy(
            () ->
                PipelineFile.read(
                    "p.yaml",
                    BrokenFile.WHOLE,
                    Map.of(
                        "drift",
                        "{detector: adwin, reaction: raise_rate}",
                        "learner",
                        "{kind: forest, method: leveraging_bagging, trees: 5}")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("drift.reaction = raise_rate, expected learners that have a rate")
        .hasMessageContaining("forest (forest) has none all through");
  }

  private static void refused(String drift, String message) {
    assertThatThrownBy(() -> read(drift))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  private static Pipeline read(String drift) {
    String key = drift.isEmpty() ? "" : "drift: " + drift + "\n";
    return PipelineFile.read(
        "p.yaml", BrokenFile.WHOLE.replace("\nlearner:", "\n" + key + "learner:"), Map.of());
  }
}
