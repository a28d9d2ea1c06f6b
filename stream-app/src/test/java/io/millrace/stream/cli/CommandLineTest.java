package io.millrace.stream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        "simulate activity",
        "snapshot list",
        "snapshot verify",
        "export",
        "start",
        "snapshot prune",
        "deploy",
        "threshold",
        "models",
        "switch",
        "bench"
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
        .contains("STATE at 1,000,000 events a day")
        .contains("at most 805.3 MB of memory outside the heap, for 4 stores in each of 6");
    String wholly = "features[2].explained.wholly=4";
    assertThat(Printed.of("describe", "--pipeline", "fraud.yaml", "--set", wholly).out())
        .contains("above 2.0 in part, from 4.0 on wholly");
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "threshold --pipeline fraud.yaml | 2 | expected a VALUE or --release",
        "threshold 1.5 --pipeline fraud.yaml | 2 | VALUE = 1.5, expected a raw score from 0 to 1",
        "models dance --pipeline fraud.yaml | 2 | found dance, expected promote NAME, rollback",
        "models end-reaction --pipeline fraud.yaml | 2 | expected a pipeline with `drift:",
        "models promote nobody --pipeline fraud.yaml | 2 | promote nobody, expected one of",
        "switch --pipeline fraud.yaml --most-behind many | 2 | --most-behind",
        "deploy | 2 | --pipeline",
        "deploy --pipeline nowhere.yaml | 1 | no pipeline file nowhere.yaml, expected a file there",
        "bench --dance | 2 | Unknown option",
        "snapshot prune --pipeline fraud.yaml --audit-keep soon | 1 | audit_keep = soon, expected",
        "run --pipeline fraud.yaml --bootstrap nowhere | 1 | bootstrap = nowhere, expected host:port",
        "run --pipeline fraud.yaml --config nowhere | 1 | --config: cannot read nowhere",
        "snapshot list --pipeline fraud.yaml --bootstrap nowhere.invalid:9092 | 1 | is --bootstrap"
            + " right",
        "describe --pipeline fraud.yaml --events-per-day -1 | 1 | expected 0 or more",
        "backtest --pipeline fraud.yaml --events nowhere.csv | 1 | found no file nowhere.csv",
        "backtest --pipeline fraud.yaml --events e --lockstep 0d | 1 | --lockstep = 0d, expected",
        "simulate fraud --out nowhere/file.csv | 1 | found no nowhere/file.csv.part, expected",
        "simulate activity --out file --start 2999-01-01 | 1 | end after today, expected a start",
        "audit --pipeline fraud.yaml | 2 | found neither EVENT_ID nor --all, expected one of them",
        "audit 7 --all --pipeline fraud.yaml | 2 | found --all and EVENT_ID 7, expected one",
        "audit 7 --since 2026-01-01T00:00:00Z --pipeline fraud.yaml | 2 | without --all",
        "audit --all --at 2026-01-01T00:00:00Z --pipeline recommendations.yaml | 2 | found --at with",
        "replay --pipeline recommendations.yaml --bootstrap b:1 --events e --labels-from l | 2"
            + " | --labels-from says nothing to a pipeline of the kind recommend",
      })
  void saysWhatWasFoundWhatWasExpectedAndTheWayOut(String command, int code, String said) {
    Printed printed = Printed.of(command.split(" "));
    assertThat(printed.code()).as(printed.err()).isEqualTo(code);
    assertThat(printed.err()).contains(said);
    assertThat(printed.out()).doesNotContain("Exception");
  }

  @Test
  void saysWhereNoBrokerAnswers() {
    Printed printed =
        Printed.of(
            "audit",
            "17",
            "--pipeline",
            "fraud.yaml",
            "--bootstrap",
            "127.0.0.1:1",
            "--kafka",
            "default.api.timeout.ms=900",
            "--kafka",
            "request.timeout.ms=800");
    assertThat(printed.code()).isEqualTo(1);
    assertThat(printed.err())
        .contains("asking 127.0.0.1:1 failed: ", "are the brokers up, and is --bootstrap right");
  }

  @Test
  void saysWhichFileIsDamaged(@TempDir Path directory) throws Exception {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(whole)) {
      gzip.write("transaction_id,datetime,customer_id,terminal_id,amount\n".getBytes(UTF_8));
    }
    Path cut = directory.resolve("cut.csv.gz");
    Files.write(cut, Arrays.copyOf(whole.toByteArray(), whole.size() - 10));
    Path junk = directory.resolve("junk.csv");
    Files.write(junk, new byte[] {0x1f, (byte) 0x8b, 'j', 'u', 'n', 'k'});
    for (Path file : List.of(cut, junk)) {
      Printed printed =
          Printed.of("backtest", "--pipeline", "fraud.yaml", "--events", file.toString());
      assertThat(printed.code()).isEqualTo(1);
      assertThat(printed.err())
          .contains(file + " begins as gzip and is damaged or cut off", "expected CSV or JSON");
    }
  }

  @Test
  void aBacktestTellsWhatItCouldNotReadAndFailsIfThatIsAll(@TempDir Path directory)
      throws Exception {
    String header = "transaction_id,datetime,customer_id,terminal_id,amount,fraud\n";
    String good = "1,2026-01-01T10:00:00Z,7,8,12.5,0\n2,2026-01-01T11:00:00Z,7,8,14,perhaps\n";
    String bad = "3,noon,7,8,12.5,0\n";
    Path some = Files.writeString(directory.resolve("some.csv"), header + good + bad);
    Printed printed = backtested(some, "--json");
    assertThat(printed.code()).as(printed.err()).isZero();
    assertThat(printed.json().path("refused").asLong()).isEqualTo(1);
    assertThat(printed.json().path("unknown_labels").asLong()).isEqualTo(1);
    assertThat(printed.err())
        .contains("1 of 3 rows could not be read, the first: row 3", "the first: row 2: perhaps");
    Path nothing = Files.writeString(directory.resolve("nothing.csv"), header + bad);
    assertThat(backtested(nothing).code()).isEqualTo(1);
    Printed elsewhere = backtested(some, "--from", "2027-01-01");
    assertThat(elsewhere.code()).isEqualTo(1);
    assertThat(elsewhere.err()).contains("nothing was measured");
  }

  private static Printed backtested(Path file, String... more) {
    List<String> line = new ArrayList<>(List.of("backtest", "--pipeline", "fraud.yaml"));
    line.addAll(List.of("--events", file.toString(), "--labels-from", "fraud"));
    line.addAll(List.of("--label-delay", "7d"));
    line.addAll(List.of(more));
    return Printed.of(line.toArray(String[]::new));
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
