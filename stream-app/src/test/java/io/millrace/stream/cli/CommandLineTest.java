package io.millrace.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The command line")
class CommandLineTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "demo",
        "simulate",
        "describe",
        "snapshot",
        "audit",
        "backtest",
        "compare",
        "replay",
        "simulate fraud",
        "snapshot list",
        "snapshot verify",
        "export"
      })
  void documentsEveryCommand(String command) {
    Printed printed = Printed.of((command + " --help").split(" "));
    assertThat(printed.code()).isZero();
    assertThat(printed.out()).contains("Usage: millrace " + command);
  }

  @Test
  void withoutACommandIsAMisuse() {
    assertThat(Printed.of().code()).isEqualTo(2);
    assertThat(Printed.of("snapshot").code()).isEqualTo(2);
    assertThat(Printed.of("dance").code()).isEqualTo(2);
  }

  @Test
  void describesAPipelineToPeople() {
    Printed printed = Printed.of("describe", "--pipeline", "fraud.yaml");
    assertThat(printed.code()).isZero();
    assertThat(printed.out())
        .contains("fraud-g1-scoring", "fraud-g1-learning", "label-join", "enrich-customer_id")
        .contains("fraud-g1-training-log, 1 partition")
        .contains("customer_id: windows 7d, and what labels say; outliers: amount above 2.0 times")
        .contains("terminal_id: windows 7d, and what labels say; not told positives of events with")
        .contains("100 alerts a day, counted per customer_id")
        .contains("STATE at 1,000,000 events a day");
  }

  @Test
  void describesAPipelineToPrograms() {
    Printed printed =
        Printed.of("describe", "--pipeline", "fraud.yaml", "--events-per-day", "1000", "--json");
    assertThat(printed.code()).isZero();
    JsonNode state = printed.json().path("expected_state");
    double pending =
        state.path("pending_entry_bytes").asDouble() * state.path("pending_days").asDouble();
    double closed =
        state.path("closed_entry_bytes").asDouble() * state.path("closed_days").asDouble();
    assertThat(state.path("join_bytes").asDouble()).isEqualTo(1000 * (pending + closed));
    assertThat(printed.json().path("features")).hasSize(10);
    assertThat(printed.json().path("topics")).hasSizeGreaterThan(8);
  }

  @Test
  void saysWhatIsWrongInOneLine() {
    Printed printed = Printed.of("describe", "--pipeline", "nowhere.yaml");
    assertThat(printed.code()).isEqualTo(1);
    assertThat(printed.err()).startsWith("millrace: ").contains("nowhere.yaml");
  }

  @Test
  void refusesADemoThatCannotBe() {
    assertThat(Printed.of("demo", "--for", "soon").err()).contains("soon is no duration");
    assertThat(Printed.of("demo", "--rate", "0").err())
        .contains("--rate = 0.0, expected 1 or more");
    assertThat(Printed.of("demo", "--port", "70000").code()).isEqualTo(1);
  }

  @Test
  void refusesTheSamePipelineTwice() {
    Printed printed = Printed.of("run", "--pipeline", "fraud.yaml", "--pipeline", "fraud.yaml");
    assertThat(printed.code()).isEqualTo(1);
    assertThat(printed.err()).contains("two pipelines named fraud");
  }
}
