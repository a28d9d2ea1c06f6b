package io.millrace.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("millrace compare")
class CompareCommandTest {
  private static final String RATE = "learner.rate=0.5";
  private static final String FEATURES = "features=[{name: amount, of: amount, as: number}]";

  @TempDir private static Path directory;
  private static Path events;

  @BeforeAll
  static void simulate() {
    events = directory.resolve("transactions.csv");
    List<String> arguments =
        List.of("--out", events.toString(), "--days", "40", "--start", "2018-04-01");
    assertThat(Printed.of(join(List.of("simulate", "fraud"), arguments, "--customers", "200")))
        .matches(printed -> printed.code() == 0);
  }

  @Test
  void measuresEachVariantAsABacktestOfItsOwn() {
    JsonNode compared =
        compare("--variant", "fast:" + RATE, "--variant", "plain:" + FEATURES).json();

    assertThat(compared.path("feature_sets").asInt()).isEqualTo(2);
    assertThat(names(compared)).containsExactly("as-it-is", "fast", "plain");
    assertThat(metrics(compared, 0)).isEqualTo(backtest().path("metrics"));
    assertThat(metrics(compared, 1)).isEqualTo(backtest("--set", RATE).path("metrics"));
    assertThat(metrics(compared, 2)).isEqualTo(backtest("--set", FEATURES).path("metrics"));
    assertThat(compared.path("baseline")).isEqualTo(backtest().path("baseline"));
    assertThat(compared.path("baseline").path("log_loss").asDouble()).isBetween(0.0, 0.7);
    assertThat(compared.at("/variants/0/state_bytes").asLong()).isGreaterThan(8L << 18);
  }

  @Test
  void reportsOnlyTheChosenOnTheDaysAfterTheChoice() {
    JsonNode compared =
        compare("--grid", "learner.rate=0.000001,0.2", "--choose-to", "2018-04-30").json();

    assertThat(names(compared)).containsExactly("rate=0.000001", "rate=0.2");
    JsonNode best = compared.at("/variants/1");
    assertThat(best.path("chosen").asBoolean()).isTrue();
    assertThat(best.path("metrics"))
        .isEqualTo(backtest("--set", "learner.rate=0.2", "--to", "2018-04-30").path("metrics"));
    assertThat(best.path("report"))
        .isEqualTo(backtest("--set", "learner.rate=0.2", "--from", "2018-05-01").path("metrics"));
    assertThat(compared.at("/variants/0").has("report")).isFalse();
    assertThat(compared.has("baseline_report")).isTrue();
  }

  @Test
  void halvingLetsTheWorseHalfLeaveAtTheEndOfEachStretchWhichIsTwiceAsLongAsTheOneBefore() {
    JsonNode compared =
        compare(
                "--grid",
                "learner.rate=0.000001,0.000002,0.2,0.5",
                "--search",
                "halving",
                "--from",
                "2018-04-11",
                "--choose-to",
                "2018-05-01")
            .json();

    List<String> left = new ArrayList<>();
    compared.path("variants").forEach(v -> left.add(v.path("left_after").asText()));
    assertThat(left.subList(0, 2)).containsOnly("2018-04-17");
    assertThat(left.subList(2, 4)).containsExactlyInAnyOrder("2018-05-01", "null");
    assertThat(compared.findValuesAsText("chosen")).containsOnlyOnce("true");
    assertThat(compared.path("from").asText()).isEqualTo("2018-04-11");
    assertThat(compared.path("choose_to").asText()).isEqualTo("2018-05-01");
    assertThat(compared.path("to").isNull()).isTrue();
  }

  @Test
  void readsVariantsFromAFile() throws IOException {
    Path file = directory.resolve("variants.yaml");
    Files.writeString(
        file,
        """
        - {name: fast, learner.rate: 0.5}
        - name: plain
          features:
            - {name: amount, of: amount, as: number}
        """);
    JsonNode compared = compare("--variants", file.toString()).json();
    assertThat(names(compared)).containsExactly("as-it-is", "fast", "plain");
    assertThat(metrics(compared, 1)).isEqualTo(backtest("--set", RATE).path("metrics"));
    assertThat(metrics(compared, 2)).isEqualTo(backtest("--set", FEATURES).path("metrics"));
  }

  @Test
  void showsPeopleATableWithTheBaseline() {
    Printed printed =
        Printed.of(
            join(List.of("compare"), common(), "--variant", "fast:" + RATE, "--by", "log_loss"));
    assertThat(printed.code()).isZero();
    assertThat(printed.out())
        .contains("2 variants of 1 feature sets", "as-it-is", "fast", "constant rate", "calib_err");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--variant | fast | expected a name, ':' and settings",
        "--variant | fast:rate | expected a name, ':' and settings",
        "--variant | a b:learner.rate=1 | variant name = a b",
        "--variant | fast:learner.rate=-1 | learner.rate = -1.0, expected",
        "--variant | as-it-is:learner.rate=1 | is there twice",
        "--by | fame | expected one of average_precision",
        "--search | halving | expected both",
        "--search | luck | luck",
      })
  void refusesWhatCannotBe(String option, String value, String message) {
    Printed printed = compare(option, value);
    assertThat(printed.code()).isNotZero();
    assertThat(printed.err()).contains(message);
  }

  private static Printed compare(String... more) {
    return Printed.of(join(join(List.of("compare"), common(), "--json"), more));
  }

  private static JsonNode backtest(String... more) {
    return Printed.of(join(join(List.of("backtest"), common(), "--json"), more)).json();
  }

  private static List<String> common() {
    return List.of(
        "--pipeline",
        "fraud.yaml",
        "--events",
        events.toString(),
        "--labels-from",
        "fraud",
        "--label-delay",
        "7d");
  }

  private static List<String> names(JsonNode compared) {
    List<String> names = new ArrayList<>();
    compared.path("variants").forEach(variant -> names.add(variant.path("name").asText()));
    return names;
  }

  private static JsonNode metrics(JsonNode compared, int variant) {
    return compared.path("variants").path(variant).path("metrics");
  }

  private static String[] join(List<String> first, List<String> then, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(then);
    return join(all.toArray(String[]::new), more);
  }

  private static String[] join(String[] first, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
