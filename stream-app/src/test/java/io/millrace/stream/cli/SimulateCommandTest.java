package io.millrace.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("millrace simulate")
class SimulateCommandTest {
  @TempDir private Path directory;

  @Test
  void writesWhatEndsBeforeNow() throws IOException {
    Path file = directory.resolve("transactions.csv");
    assertThat(simulate(file, "--days", "3")).isZero();
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(0))
        .isEqualTo("transaction_id,datetime,customer_id,terminal_id,amount,fraud,scenario");
    Instant last = Instant.parse(lines.get(lines.size() - 1).split(",")[1]);
    assertThat(last).isBefore(Instant.now());
    assertThat(lines).hasSizeGreaterThan(300);
  }

  @Test
  void tellsProgramsWhatItWrote() throws IOException {
    for (String kind : List.of("fraud", "activity")) {
      Path file = directory.resolve(kind + ".csv");
      Printed printed =
          Printed.of("simulate", kind, "--out", file.toString(), "--days", "3", "--json");
      assertThat(printed.code()).isZero();
      assertThat(printed.json().path("file").asText()).isEqualTo(file.toString());
      try (Stream<String> lines = Files.lines(file)) {
        assertThat(printed.json().path("events").asLong())
            .isPositive()
            .isEqualTo(lines.count() - 1);
      }
      assertThat(LocalDate.parse(printed.json().path("to").asText()))
          .isEqualTo(LocalDate.parse(printed.json().path("from").asText()).plusDays(2));
    }
  }

  @Test
  void saysOfItemsWhatABacktestReads() throws IOException {
    Path activity = directory.resolve("activity.csv");
    Path items = directory.resolve("items.csv.gz");
    String[] small = {"--days", "10", "--users", "30", "--items", "60", "--json"};
    String[] files = {"--out", activity.toString(), "--items-out", items.toString()};
    List<String> simulate = new ArrayList<>(List.of("simulate", "activity"));
    simulate.addAll(List.of(files));
    simulate.addAll(List.of(small));
    Printed printed = Printed.of(simulate.toArray(String[]::new));
    assertThat(printed.code()).isZero();
    long described = printed.json().path("items").asLong();
    assertThat(described).isBetween(30L, 60L);
    String source =
        "items={topic: items, format: json, item: item_id, title: title, categories: categories,"
            + " separator: '|', price: price, time: {field: from, format: epoch_seconds}}";

    Printed found =
        Printed.of(
            "backtest",
            "--pipeline",
            "recommendations.yaml",
            "--events",
            activity.toString(),
            "--items",
            items.toString(),
            "--set",
            source,
            "--json");

    assertThat(found.json().path("described_items").asLong()).isEqualTo(described);
    assertThat(directory).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
  }

  @Test
  void writesTheSameGzippedWhereTheNameEndsSo() throws IOException {
    Path plain = directory.resolve("a.csv");
    Path gzipped = directory.resolve("a.csv.gz");
    simulate(plain, "--days", "2", "--start", "2018-04-01");
    simulate(gzipped, "--days", "2", "--start", "2018-04-01");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(gzipped)), StandardCharsets.UTF_8))) {
      assertThat(lines.lines()).containsExactlyElementsOf(Files.readAllLines(plain));
    }
  }

  @Test
  void writesADriftWhereAskedFor() throws IOException {
    Path file = directory.resolve("drift.csv");
    String[] drift = {"--days", "4", "--weekends", "--drift", "labels=1-2", "--drift", "labels=3"};
    assertThat(simulate(file, drift)).isZero();
    List<String> labels =
        Files.readAllLines(file).stream().skip(1).map(line -> line.split(",")[5]).toList();
    assertThat(labels).contains("", "0").endsWith("");
    assertThat(simulate(file, "--drift", "tides=3")).isEqualTo(1);
  }

  @Test
  void refusesTheFuture() {
    Path file = directory.resolve("future.csv");
    assertThat(simulate(file, "--start", "2999-01-01")).isEqualTo(1);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void withoutAStreamIsAMisuse() {
    assertThat(Main.run("simulate")).isEqualTo(2);
  }

  private static int simulate(Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("simulate", "fraud", "--out", file.toString(), "--customers", "100"));
    arguments.addAll(List.of("--terminals", "2500"));
    arguments.addAll(List.of(more));
    return Main.run(arguments.toArray(String[]::new));
  }
}
