package io.millrace.stream.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is in monitoring/: the dashboards' panels and the rules. */
final class Monitoring {
  static final Path ROOT = Path.of("..", "monitoring");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  private Monitoring() {}

  /** A query, and where it stands. */
  record Query(String place, PromQl asked) {}

  static List<JsonNode> dashboards() throws IOException {
    return read(JSON, ROOT.resolve("grafana/dashboards"), ".json");
  }

  /** The panels that show something; a row holds others and shows nothing. */
  static List<JsonNode> panels() throws IOException {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode dashboard : dashboards()) {
      for (JsonNode panel : dashboard.path("panels")) {
        if (panel.path("type").asText().equals("row")) panel.path("panels").forEach(panels::add);
        else panels.add(panel);
      }
    }
    return panels;
  }

  static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode file : read(YAML, ROOT.resolve("prometheus/rules"), ".yml")) {
      for (JsonNode group : file.path("groups")) group.path("rules").forEach(rules::add);
    }
    return rules;
  }

  /** The alerts that a rule test expects to fire at least once, or not to. */
  static List<String> alertsInTests(boolean fire) throws IOException {
    List<String> expected = new ArrayList<>();
    for (JsonNode file : read(YAML, ROOT.resolve("prometheus/tests"), ".yml")) {
      for (JsonNode step : file.findValues("alert_rule_test")) {
        for (JsonNode test : step) {
          if (test.path("exp_alerts").isEmpty() != fire)
            expected.add(test.path("alertname").asText());
        }
      }
    }
    return expected;
  }

  /** Everything that is asked of Prometheus, by panels, rules and the choices of a dashboard. */
  static List<Query> queries() throws IOException {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : panels()) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(query("panel " + panel.path("title").asText(), target.path("expr").asText()));
      }
    }
    for (JsonNode dashboard : dashboards()) {
      for (JsonNode annotation : dashboard.at("/annotations/list")) {
        queries.add(
            query(
                "annotation " + annotation.path("name").asText(),
                annotation.path("expr").asText()));
      }
    }
    for (JsonNode rule : rules()) {
      String name = rule.path("alert").asText() + rule.path("record").asText();
      queries.add(query("rule " + name, rule.path("expr").asText()));
    }
    return queries;
  }

  private static Query query(String place, String expression) {
    return new Query(place, new PromQl(expression));
  }

  private static List<JsonNode> read(ObjectMapper mapper, Path folder, String ending)
      throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(ending)).sorted().toList()) {
        documents.add(mapper.readTree(file.toFile()));
      }
    }
    return documents;
  }
}
