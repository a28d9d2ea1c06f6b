package io.millrace.stream.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Dashboards and rules")
class MonitoringTest {
  /** Prometheus' own, of every target. */
  private static final Set<String> OF_PROMETHEUS = Set.of("up");

  private static final Set<String> LABELS_OF_PROMETHEUS = Set.of("instance", "job");
  private static final Pattern LABEL = Pattern.compile("[{,]([a-zA-Z_]\\w*)=\"");

  private static final Path RUNBOOKS = Path.of("..", "src", "docs", "runbooks");
  private static final String RUNBOOKS_OF_ALERTS = "{{ $externalLabels.runbooks }}/";
  private static final String RUNBOOKS_OF_PANELS = "${runbooks}/";

  private static String scrape;

  @BeforeAll
  static void scrape() {
    scrape = ScrapeFixture.scrape();
  }

  @Test
  void askOnlyForMetricsThatAreReallyPublished() throws Exception {
    Set<String> published = new TreeSet<>(ScrapeFixture.names(scrape));
    published.addAll(OF_PROMETHEUS);
    for (JsonNode rule : Monitoring.rules()) published.add(rule.path("record").asText());

    for (Monitoring.Query query : Monitoring.queries()) {
      assertThat(query.asked().metrics()).as(query.place()).isNotEmpty().isSubsetOf(published);
    }
  }

  @Test
  void selectAndGroupOnlyByLabelsThatAreReallyPublished() throws Exception {
    Set<String> published = new HashSet<>(LABELS_OF_PROMETHEUS);
    Matcher label = LABEL.matcher(scrape);
    while (label.find()) published.add(label.group(1));

    for (Monitoring.Query query : Monitoring.queries()) {
      assertThat(query.asked().labels()).as(query.place()).isSubsetOf(published);
    }
  }

  @Test
  void askACounterForItsRateOnly() throws Exception {
    for (Monitoring.Query query : Monitoring.queries()) {
      for (String metric : query.asked().metrics()) {
        if (!metric.endsWith("_total") || metric.startsWith("kafka_stream_failed")) continue;
        assertThat(
                query.asked().applies("rate", metric) || query.asked().applies("increase", metric))
            .as("%s of %s", metric, query.place())
            .isTrue();
      }
    }
  }

  @Test
  void neverSumWhatEveryReplicaSaysAlike() throws Exception {
    List<String> alike = new ArrayList<>();
    for (Meters meter : Meters.values()) {
      if (meter.id().matches("millrace\\.(replica|quality|threshold).*")) {
        alike.addAll(meter.published());
      }
    }
    for (Monitoring.Query query : Monitoring.queries()) {
      for (String metric : alike) {
        assertThat(query.asked().applies("sum", metric) || query.asked().applies("avg", metric))
            .as("%s of %s", metric, query.place())
            .isFalse();
      }
    }
  }

  @Test
  void showEveryMetricOfOursSomewhere() throws Exception {
    Set<String> asked = new HashSet<>();
    for (Monitoring.Query query : Monitoring.queries()) asked.addAll(query.asked().metrics());

    for (Meters meter : Meters.values()) {
      assertThat(asked).as(meter.name()).containsAnyElementsOf(meter.published());
    }
  }

  @Test
  void giveEveryPanelAUnitAndADescription() throws Exception {
    assertThat(Monitoring.panels()).isNotEmpty();
    for (JsonNode panel : Monitoring.panels()) {
      String title = panel.path("title").asText();
      assertThat(title).isNotBlank();
      assertThat(panel.path("description").asText()).as("description of %s", title).isNotBlank();
      assertThat(panel.at("/fieldConfig/defaults/unit").asText())
          .as("unit of %s", title)
          .isNotBlank();
      assertThat(panel.path("targets")).as("queries of %s", title).isNotEmpty();
    }
  }

  @Test
  void placeNoPanelOverAnother() throws Exception {
    for (JsonNode dashboard : Monitoring.dashboards()) {
      Set<String> taken = new HashSet<>();
      Set<Integer> ids = new HashSet<>();
      for (JsonNode panel : dashboard.path("panels")) {
        assertThat(ids.add(panel.path("id").asInt())).as("id of %s", panel.path("title")).isTrue();
        for (String cell : cells(panel.path("gridPos"))) {
          assertThat(taken.add(cell)).as("%s at %s", panel.path("title"), cell).isTrue();
        }
      }
    }
  }

  private static List<String> cells(JsonNode place) {
    List<String> cells = new ArrayList<>();
    for (int x = place.path("x").asInt();
        x < place.path("x").asInt() + place.path("w").asInt();
        x++) {
      assertThat(x).isLessThan(24);
      for (int y = place.path("y").asInt();
          y < place.path("y").asInt() + place.path("h").asInt();
          y++) {
        cells.add(x + "," + y);
      }
    }
    return cells;
  }

  @Test
  void letTheOperatorChooseThePipelineAndTheInstance() throws Exception {
    for (JsonNode dashboard : Monitoring.dashboards()) {
      assertThat(dashboard.path("uid").asText()).isNotBlank();
      assertThat(dashboard.at("/templating/list").findValuesAsText("name"))
          .containsExactly("pipeline", "instance", "runbooks");
    }
  }

  @Test
  void letEveryAlertFireAndStaySilentInTestsAndSayWhatToDo() throws Exception {
    List<String> tried = Monitoring.alertsInTests(true);
    List<String> silent = Monitoring.alertsInTests(false);
    for (JsonNode rule : Monitoring.rules()) {
      if (!rule.has("alert")) continue;
      assertThat(tried).contains(rule.path("alert").asText());
      assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical");
      assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
      assertThat(rule.at("/annotations/description").asText()).isNotBlank();
      assertThat(silent).contains(rule.path("alert").asText());
      String address = rule.at("/annotations/runbook_url").asText();
      assertThat(address).startsWith(RUNBOOKS_OF_ALERTS);
      Path runbook = RUNBOOKS.resolve(address.substring(RUNBOOKS_OF_ALERTS.length()));
      assertThat(runbook).isRegularFile();
      assertThat(Files.readString(runbook))
          .startsWith("# " + rule.path("alert").asText() + "\n")
          .contains("## What it means", "## What to look at", "## What to do");
    }
  }

  @Test
  void markPromotionsDriftAndRestarts() throws Exception {
    for (JsonNode dashboard : Monitoring.dashboards()) {
      assertThat(dashboard.at("/annotations/list").findValuesAsText("name"))
          .as(dashboard.path("title").asText())
          .containsExactly("Promotion", "Drift begins", "Restart");
    }
  }

  @Test
  void leadFromEachAlertToAPanelAndFromThereToItsRunbook() throws Exception {
    Pattern address =
        Pattern.compile(
            Pattern.quote("{{ $externalLabels.grafana }}/")
                + "d/([\\w-]+)\\?viewPanel=(\\d+)&var-\\w+=\\{\\{.*}}");
    for (JsonNode rule : Monitoring.rules()) {
      if (!rule.has("alert")) continue;
      String alert = rule.path("alert").asText();
      Matcher link = address.matcher(rule.at("/annotations/dashboard_url").asText());
      assertThat(link.matches()).as(alert).isTrue();
      assertThat(panel(link.group(1), Integer.parseInt(link.group(2))).findValuesAsText("url"))
          .as(alert)
          .contains(
              rule.at("/annotations/runbook_url")
                  .asText()
                  .replace(RUNBOOKS_OF_ALERTS, RUNBOOKS_OF_PANELS));
    }
  }

  @Test
  void leadToGrafanaWhereComposePublishesIt() throws Exception {
    String prometheus = Files.readString(Monitoring.ROOT.resolve("prometheus/prometheus.yml"));
    assertThat(prometheus).contains("    grafana: \"http://localhost:3000\"\n");
    assertThat(prometheus).contains("{action: labeldrop, regex: grafana|runbooks}");
    assertThat(Files.readString(Path.of("../docker-compose.yml")))
        .contains("\"127.0.0.1:3000:3000\"");
  }

  @Test
  void leadToTheRunbooksWhereComposePublishesTheService() throws Exception {
    String base = "http://localhost:8080/runbooks";
    String prometheus = Files.readString(Monitoring.ROOT.resolve("prometheus/prometheus.yml"));
    assertThat(prometheus).contains("    runbooks: \"" + base + "\"\n");
    for (JsonNode dashboard : Monitoring.dashboards()) {
      JsonNode runbooks = dashboard.at("/templating/list/2");
      assertThat(runbooks.path("type").asText()).isEqualTo("constant");
      assertThat(runbooks.path("query").asText()).isEqualTo(base);
      assertThat(runbooks.at("/current/value").asText()).isEqualTo(base);
    }
    assertThat(Files.readString(Path.of("../docker-compose.yml")))
        .contains("\"127.0.0.1:8080:8080\"");
  }

  private static JsonNode panel(String dashboard, int id) throws Exception {
    for (JsonNode one : Monitoring.dashboards()) {
      if (!one.path("uid").asText().equals(dashboard)) continue;
      for (JsonNode panel : one.path("panels")) if (panel.path("id").asInt() == id) return panel;
    }
    throw new AssertionError("no panel " + id + " of " + dashboard);
  }

  @Test
  void areMountedFromPathsThatExist() throws Exception {
    Matcher mounted =
        Pattern.compile("- \\./([^:\\s]+):")
            .matcher(Files.readString(Path.of("../docker-compose.yml")));
    List<String> paths = mounted.results().map(found -> found.group(1)).toList();
    assertThat(paths).hasSize(4);
    assertThat(paths).allSatisfy(path -> assertThat(Path.of("..", path)).exists());
  }
}
