package io.millrace.stream.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A query")
class PromQlTest {
  private final PromQl ratio =
      new PromQl(
          "sum by (pipeline, le) (rate(a_total{job=\"x b c\", stage=~\"$s\"}[$__rate_interval])) "
              + "/ on (pipeline) group_left pipeline:b:rate5m > 1e3 or 0 * max(c) and d offset 5m");

  @Test
  void namesItsMetricsAndNothingElse() {
    assertThat(ratio.metrics()).containsExactlyInAnyOrder("a_total", "pipeline:b:rate5m", "c", "d");
  }

  @Test
  void namesTheLabelsItSelectsAndGroupsBy() {
    assertThat(ratio.labels()).containsExactlyInAnyOrder("pipeline", "le", "job", "stage");
  }

  @Test
  void tellsWhatIsAppliedToAMetric() {
    assertThat(ratio.applies("rate", "a_total")).isTrue();
    assertThat(ratio.applies("sum", "a_total")).isFalse();
    assertThat(ratio.applies("max", "c")).isTrue();
    assertThat(new PromQl("sum by (x) (c)").applies("sum", "c")).isTrue();
  }
}
