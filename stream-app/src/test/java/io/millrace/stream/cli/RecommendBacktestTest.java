package io.millrace.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("millrace backtest of a recommend pipeline")
class RecommendBacktestTest {
  private static final String ITEMS =
      "items={topic: items, format: json, item: item_id, withdrawn: withdrawn, time: {field: from,"
          + " format: epoch_seconds}}";

  @TempDir private Path directory;

  private Path events;

  @BeforeEach
  void simulate() {
    events = directory.resolve("activity.csv.gz");
    assertThat(
            Main.run(
                "simulate",
                "activity",
                "--out",
                events.toString(),
                "--days",
                "20",
                "--users",
                "60",
                "--items",
                "150",
                "--start",
                "2026-01-01"))
        .isZero();
  }

  @Test
  void itsOwnNumbersAreThoseOfItsLists() throws IOException {
    Path lists = directory.resolve("lists.csv");

    Printed printed =
        backtest("--recommendations-out", lists.toString(), "--set", "recommend.repeats.show=true");

    var metrics = printed.json().get("metrics");
    Judged judged = judge(lists);
    assertThat(metrics.get("tests").intValue()).isEqualTo(judged.tests);
    assertThat(metrics.get("hit_rate_at_10").doubleValue())
        .isCloseTo(judged.hits10 / (double) judged.tests, within(1e-9));
    assertThat(metrics.get("mrr_at_10").doubleValue())
        .isCloseTo(judged.reciprocal / judged.tests, within(1e-9));
    assertThat(judged.hits10).isGreaterThan(judged.tests / 10);
  }

  @Test
  void equalRunsGiveEqualLists() throws IOException {
    Path first = directory.resolve("first.csv");
    Path second = directory.resolve("second.csv");

    String digest =
        backtest("--recommendations-out", first.toString()).json().at("/model/sha256").asText();

    assertThat(
            backtest("--recommendations-out", second.toString())
                .json()
                .at("/model/sha256")
                .asText())
        .isEqualTo(digest);
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void jsonLinesThatSayTheSameMakeTheSameModel() throws IOException {
    String digest = backtest().json().at("/model/sha256").asText();
    List<String> lines = new ArrayList<>();
    for (String line : Unzipped.lines(events)) {
      if (line.startsWith("user_id")) continue;
      String[] fields = line.split(",");
      lines.add(
          "{\"user_id\":\"%s\",\"item_id\":\"%s\",\"event\":\"%s\",\"value\":%s,\"timestamp\":%s}"
              .formatted((Object[]) fields));
    }
    events = Files.write(directory.resolve("activity.jsonl"), lines);

    assertThat(backtest().json().at("/model/sha256").asText()).isEqualTo(digest);
  }

  @Test
  void aRowThatCannotBeReadIsToldAndLeftOut() throws IOException {
    events =
        Files.writeString(
            directory.resolve("bad.csv"),
            "user_id,item_id,event,value,timestamp\nu,i,look,1,1\nu,i,view,1,2\n");

    Printed printed = backtest();

    assertThat(printed.json().get("refused").intValue()).isEqualTo(1);
    assertThat(printed.err()).contains("1 of 2 rows could not be read, the first: row 1: event is");
  }

  @Test
  void inLockstepTheListsThatUsersWereShownAreMeasured() {
    JsonNode found = backtest("--lockstep", "1d", "--set", "recommend.repeats={show: true}").json();
    assertThat(found.get("as_shown").get("tests").intValue()).isPositive();
    assertThat(found.get("as_shown").get("hit_rate_at_10").doubleValue()).isPositive();
  }

  @Test
  void whatPlacesGivenToChanceCostIsEstimatedFromTheListsShown() {
    String repeats = "recommend.repeats={show: true}";
    JsonNode plain = backtest("--lockstep", "1d", "--set", repeats).json();
    JsonNode found =
        backtest(
                "--lockstep",
                "1d",
                "--set",
                repeats,
                "--set",
                "recommend.explore={kind: epsilon, share: 0.2}")
            .json();

    // Who is simulated does the same whatever is listed: what is estimated is known.
    double truth = plain.at("/as_shown/hit_rate_at_10").doubleValue();
    assertThat(found.at("/off_policy/tests")).isEqualTo(plain.at("/as_shown/tests"));
    for (String estimator : List.of("ips", "snips", "dr")) {
      JsonNode estimate = found.get("off_policy").get(estimator);
      double error = estimate.get("standard_error").doubleValue();
      assertThat(error).as(estimator).isBetween(1e-4, .1);
      assertThat(estimate.get("hit_rate_at_10").doubleValue()).isCloseTo(truth, within(4 * error));
      assertThat(found.at("/off_policy_over_window/" + estimator)).isEqualTo(estimate);
    }
    assertThat(found.at("/as_shown/hit_rate_at_10").doubleValue()).isLessThan(truth);
    assertThat(found.get("metrics")).isEqualTo(plain.get("metrics"));
    assertThat(plain.has("off_policy")).isFalse();
  }

  @Test
  void untilLeavesTheRest() {
    assertThat(backtest("--until", "100").json().get("events").intValue()).isEqualTo(100);
  }

  @Test
  void anOptionThatWouldDoNothingIsRefused() {
    assertThat(
            Printed.of(
                    "backtest",
                    "--pipeline",
                    "recommendations.yaml",
                    "--events",
                    events.toString(),
                    "--label-delay",
                    "1d")
                .err())
        .contains("--label-delay says nothing to a pipeline of the kind recommend");
    assertThat(
            Printed.of(
                    "backtest",
                    "--pipeline",
                    "fraud.yaml",
                    "--events",
                    events.toString(),
                    "--until",
                    "5")
                .err())
        .contains("--until says nothing to a pipeline of the kind classify");
  }

  @Test
  void anItemIsInNoListFromItsWithdrawalOn() throws IOException {
    Path lists = directory.resolve("lists.csv");
    List<String> rows = Unzipped.lines(events);
    Map<String, Integer> counts = new HashMap<>();
    rows.forEach(row -> counts.merge(row.split(",")[1], 1, Integer::sum));
    String most = Collections.max(counts.entrySet(), Map.Entry.comparingByValue()).getKey();
    Path items =
        Files.writeString(
            directory.resolve("items.csv"),
            "item_id,withdrawn,from\n%s,true,1768000000\nnever-met,false,1768000000\n"
                .formatted(most));

    Printed printed =
        backtest(
            "--recommendations-out",
            lists.toString(),
            "--set",
            "recommend.repeats.show=true",
            "--set",
            ITEMS,
            "--items",
            items.toString());

    assertThat(printed.code()).isZero();
    int before = 0;
    for (String line : Files.readAllLines(lists).subList(1, Files.readAllLines(lists).size())) {
      String[] fields = line.split(",", 2);
      String row = rows.get(1 + Integer.parseInt(fields[0]));
      boolean has = List.of(fields[1].split(" ")).contains(most);
      if (Long.parseLong(row.substring(row.lastIndexOf(',') + 1)) >= 1768000000L) {
        assertThat(has).as(line).isFalse();
      } else if (has) {
        before++;
      }
    }
    assertThat(before).isPositive();
    assertThatCompareHearsOfThemToo(items, printed.json().get("metrics"));
    assertThat(backtest("--items", items.toString()).err()).contains("no section items");
  }

  @Test
  void aFileMayLackWhatItDoesNotSayOfItems() throws IOException {
    String said =
        "items={topic: items, format: json, item: item_id, withdrawn: withdrawn, title: title,"
            + " categories: genres, separator: '|', price: price}";
    Path items =
        Files.writeString(
            directory.resolve("films.csv"),
            "item_id,title,genres\ni1,\"One, two \",Comedy|Drama|Comedy\ni2,,\n");
    Path nothing = Files.writeString(directory.resolve("ids.csv"), "item_id,other\ni1,x\n");

    Printed printed = backtest("--set", said, "--items", items.toString());

    assertThat(printed.json().get("described_items").intValue()).isEqualTo(1);
    assertThat(printed.json().get("items")).isNotNull();
    assertThat(backtest("--set", said, "--items", nothing.toString()).err())
        .contains("ids.csv has no column withdrawn, expected it among item_id, other");
  }

  private void assertThatCompareHearsOfThemToo(Path items, JsonNode expected) {
    JsonNode compared =
        Printed.of(
                "compare",
                "--pipeline",
                "recommendations.yaml",
                "--events",
                events.toString(),
                "--set",
                "recommend.repeats.show=true",
                "--set",
                ITEMS,
                "--items",
                items.toString(),
                "--json")
            .json();
    assertThat(compared.at("/variants/0/metrics")).isEqualTo(expected);
  }

  @Test
  void compareSetsVariantsAndEachGeneratorSideBySide() {
    JsonNode compared =
        Printed.of(
                "compare",
                "--pipeline",
                "recommendations.yaml",
                "--events",
                events.toString(),
                "--variant",
                "shy:blend.rate=0.001",
                "--each-generator",
                "--set",
                "recommend.repeats.show=true",
                "--choose-to",
                "2026-01-12",
                "--json")
            .json();

    List<String> names = new ArrayList<>();
    List<String> chosen = new ArrayList<>();
    for (JsonNode row : compared.get("variants")) {
      names.add(row.get("name").asText());
      if (row.get("chosen").asBoolean()) chosen.add(row.get("name").asText());
      assertThat(row.has("report")).isEqualTo(row.get("chosen").asBoolean());
    }
    assertThat(names)
        .startsWith("as-it-is", "shy", "1-popularity")
        .contains("5-co_occurrence", "6-markov", "7-user_neighbours");
    assertThat(chosen).hasSize(1);
    int before = compared.at("/variants/0/metrics/tests").intValue();
    int after = best(compared).at("/report/tests").intValue();
    assertThat(before).isPositive();
    assertThat(after).isPositive();
    assertThat(before + after)
        .isEqualTo(
            backtest("--set", "recommend.repeats.show=true")
                .json()
                .at("/metrics/tests")
                .intValue());
  }

  @Test
  void aGeneratorAloneIsWhatABacktestOfItAloneTells() {
    JsonNode compared =
        Printed.of(
                "compare",
                "--pipeline",
                "recommendations.yaml",
                "--events",
                events.toString(),
                "--each-generator",
                "--set",
                "recommend.repeats.show=true",
                "--json")
            .json();

    JsonNode alone =
        backtest(
                "--set",
                "generators=[{kind: markov, last: 5, decay: 0.6, fade: 0.6, b: 0.2, shrink: 3,"
                    + " keep: 200}]",
                "--set",
                "blend.rate=0.000000001",
                "--set",
                "recommend.repeats.show=true")
            .json();

    assertThat(compared.at("/variants/0/metrics"))
        .isEqualTo(backtest("--set", "recommend.repeats.show=true").json().get("metrics"));
    assertThat(alone.at("/metrics/hit_rate_at_10").doubleValue()).isPositive();
    assertThat(compared.at("/variants/6/metrics")).isEqualTo(alone.get("metrics"));
  }

  @Test
  void aPipelineThatRecommendsIsDescribed() {
    Printed printed = Printed.of("describe", "--pipeline", "recommendations.yaml");
    assertThat(printed.code()).isZero();
    assertThat(printed.out())
        .contains("recommendations-g1-recommending", "Processor: users", "CoOccurrence")
        .contains("recommendations-g1-training-log, 1 partition")
        .contains("rating           weighs (value / 5.0)^2.0", "view             weighs 0.2")
        .contains("STATE at 1,000,000 activities a day")
        .contains("at most 402.7 MB of memory outside the heap, for 2 stores in each of 6");
    JsonNode json = Printed.of("describe", "--pipeline", "recommendations.yaml", "--json").json();
    assertThat(json.get("generators")).hasSize(8);
    assertThat(json.at("/expected_state/bytes_a_user_by_different_items/100").intValue())
        .isBetween(2_000, 4_000);
  }

  private static JsonNode best(JsonNode compared) {
    for (JsonNode row : compared.get("variants")) if (row.get("chosen").asBoolean()) return row;
    throw new AssertionError("none was chosen: " + compared);
  }

  private Printed backtest(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "backtest",
                "--pipeline",
                "recommendations.yaml",
                "--events",
                events.toString(),
                "--json"));
    arguments.addAll(List.of(more));
    return Printed.of(arguments.toArray(String[]::new));
  }

  /** The referee's protocol in few lines: repeats count, purchases test, views do not. */
  private Judged judge(Path lists) throws IOException {
    Map<Integer, List<String>> top = new HashMap<>();
    for (String line : Files.readAllLines(lists).subList(1, Files.readAllLines(lists).size())) {
      String[] fields = line.split(",", 2);
      top.put(Integer.parseInt(fields[0]), List.of(fields[1].split(" ")));
    }
    Judged judged = new Judged();
    Set<String> users = new HashSet<>();
    int row = 0;
    for (String line : Unzipped.lines(events)) {
      if (line.startsWith("user_id")) continue;
      String[] fields = line.split(",");
      if (!users.add(fields[0]) && fields[2].equals("purchase")) {
        judged.add(top.getOrDefault(row, List.of()).indexOf(fields[1]) + 1);
      }
      row++;
    }
    return judged;
  }

  /** Sums of what was judged. */
  private static final class Judged {
    private int tests;
    private int hits10;
    private double reciprocal;

    private void add(int rank) {
      tests++;
      if (rank > 0 && rank <= 10) {
        hits10++;
        reciprocal += 1.0 / rank;
      }
    }
  }

  /** The lines of a gzipped file. */
  private static final class Unzipped {
    private static List<String> lines(Path file) throws IOException {
      try (var in = new java.util.zip.GZIPInputStream(Files.newInputStream(file))) {
        return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
            .lines()
            .toList();
      }
    }
  }
}
