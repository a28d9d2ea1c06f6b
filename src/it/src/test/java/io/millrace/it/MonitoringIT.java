package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.demo.ActivitySettings;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.feed.ActivityReplay;
import io.millrace.stream.feed.EventFile;
import io.millrace.stream.feed.Feed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Prometheus")
class MonitoringIT {
  private static final Path DASHBOARD_FOLDER = Prometheus.FOLDER.resolve("../grafana/dashboards");
  private static final List<Path> DASHBOARDS =
      List.of(
          DASHBOARD_FOLDER.resolve("Pipelines/overview.json"),
          DASHBOARD_FOLDER.resolve("Pipelines/fraud.json"),
          DASHBOARD_FOLDER.resolve("Pipelines/drift.json"),
          DASHBOARD_FOLDER.resolve("Pipelines/recommendations.json"),
          DASHBOARD_FOLDER.resolve("Runtime/streams-jvm.json"));

  /** How the query of an annotation ends. */
  private static final String HAPPENS = " > 0";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @BeforeAll
  static void present() {
    Required.PROMETHEUS.orSkip(Ran.absence("promtool", "prometheus"));
  }

  @Test
  void acceptsTheConfigurationAndTheRules() throws Exception {
    assertWell(Ran.of("promtool", "check", "config", Prometheus.FOLDER + "/prometheus.yml"));
    assertWell(Ran.of("promtool", "check", "rules", Prometheus.FOLDER + "/rules/millrace.yml"));
  }

  @Test
  void isAnsweredByAnAlertmanagerWhoseConfigurationIsRight() throws Exception {
    Required.PROMETHEUS.orSkip(Ran.absence("amtool"));
    assertWell(
        Ran.of("amtool", "check-config", Prometheus.FOLDER + "/../alertmanager/alertmanager.yml"));
  }

  @Test
  void tellsAnAlertmanagerThatStartsWithExactlyTheFile(@TempDir Path directory) throws Exception {
    Required.PROMETHEUS.orSkip(Ran.absence(Alertmanager.PROGRAM));
    try (Alertmanager alertmanager = new Alertmanager(directory)) {
      await().atMost(PATIENCE).ignoreExceptions().until(alertmanager::isReady);
      assertThat(alertmanager.firing()).isEmpty();
    }
  }

  @Test
  void findsTheRulesRight() throws Exception {
    for (String file : List.of("millrace.yml", "millrace-days.yml")) {
      assertWell(Ran.of("promtool", "test", "rules", Prometheus.FOLDER + "/tests/" + file));
    }
  }

  private static void assertWell(Ran ran) {
    assertThat(ran.code()).as(ran.said()).isZero();
  }

  @Test
  @Tag(Broker.ANY)
  void showsARunningService(@TempDir Path directory) throws Exception {
    Pipeline pipeline = PipelineFile.read(Path.of("fraud.yaml"), Map.of("partitions", "2"));
    RecommendPipeline lists =
        RecommendFile.read(
            Path.of("recommendations.yaml"),
            Map.of("partitions", "2", "recommend.explore", "{kind: epsilon, share: 0.2}"));
    SimulatorSettings world =
        SimulatorSettings.sized(3, LocalDate.parse("2018-04-01"), 12, 60, 900);
    Path events = TransactionLines.simulated(world).writeTo(directory.resolve("events.csv"));
    try (Broker broker = Broker.start(Map.of());
        var instance =
            new io.millrace.stream.instance.Instance(
                List.of(pipeline, lists), config(broker, directory.resolve("state")))) {
      instance.start();
      try (Prometheus prometheus = new Prometheus(instance.address(), directory)) {
        awaitSeries(prometheus, "millrace_ready == 1");
        new Feeding(broker, pipeline, false).freely(events, 0, (sent, labels, clock, share) -> {});
        feedActivity(broker, lists, directory.resolve("activity.csv"));
        awaitSeries(prometheus, "millrace_replica_examples{pipeline=\"fraud\"} > 0");
        awaitSeries(prometheus, "millrace_replica_examples{pipeline=\"recommendations\"} > 0");

        assertWell(Ran.with(scrape(instance.address()), "promtool", "check", "metrics"));
        await().atMost(PATIENCE).untilAsserted(() -> assertRulesAreWell(prometheus));
        assertPanelsShowSomething(prometheus);
        assertThePageIsTold(instance.address());
      }
    }
  }

  private static void feedActivity(Broker broker, RecommendPipeline lists, Path file)
      throws Exception {
    ActivitySettings some = new ActivitySettings(7, LocalDate.parse("2026-01-01"), 3, 70, 40);
    ActivityReplay.Options options =
        new ActivityReplay.Options(0, 0, Duration.ZERO, 1_000, PATIENCE);
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrap());
    try (Feed feed = EventFile.open(ActivityLines.simulated(some).write(file), lists)) {
      new ActivityReplay(lists, client, options, () -> false)
          .run(feed, (sent, labels, clock, share) -> {});
    }
  }

  private static ServiceConfig config(Broker broker, Path state) {
    return ServiceConfig.read(
        null,
        Map.of(),
        Map.of(
            "bootstrap", broker.bootstrap(),
            "state_dir", state.toString(),
            "http_port", "0",
            "commit_interval", "50ms",
            "label_clock", "feeder"));
  }

  private static void awaitSeries(Prometheus prometheus, String query) {
    await(query)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> !prometheus.query(query).isEmpty());
  }

  /** What the live page is told: after the last minutes, how things are. */
  private static void assertThePageIsTold(String address) throws Exception {
    // A sample is taken every two seconds: the first told may be of before the first example.
    JsonNode told =
        LiveEvents.pipeline(
            address,
            pipeline ->
                pipeline.path("examples").asLong() > 0
                    && pipeline.path("ready").asBoolean()
                    && !pipeline.path("drift").isEmpty());
    assertThat(told.path("name").asText()).isEqualTo("fraud");
    assertThat(told.path("models")).hasSize(1);
  }

  private static String scrape(String address) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/metrics")).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static void assertRulesAreWell(Prometheus prometheus) throws Exception {
    List<String> states = new ArrayList<>();
    for (JsonNode group : prometheus.rules()) {
      for (JsonNode rule : group.path("rules")) {
        states.add(rule.path("name").asText() + " " + rule.path("health").asText());
      }
    }
    assertThat(states).isNotEmpty().allMatch(state -> state.endsWith(" ok"));
  }

  /** A rate wants two scrapes, and some gauges a sweep: what is empty now may not stay so. */
  private static void assertPanelsShowSomething(Prometheus prometheus) throws Exception {
    for (Path file : DASHBOARDS) {
      JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
      for (JsonNode panel : dashboard.path("panels")) {
        for (JsonNode target : panel.path("targets")) {
          awaitSeries(prometheus, asAsked(target.path("expr").asText()));
        }
      }
      for (JsonNode annotation : dashboard.at("/annotations/list")) {
        assertAsksWell(prometheus, annotation.path("expr").asText());
      }
    }
  }

  /** An annotation is there only when something happens: what it looks at must always be. */
  private static void assertAsksWell(Prometheus prometheus, String annotation) {
    assertThat(annotation).endsWith(HAPPENS);
    String looked = annotation.substring(0, annotation.length() - HAPPENS.length());
    awaitSeries(prometheus, asAsked(looked));
  }

  /** With Grafana's variables filled in. */
  private static String asAsked(String query) {
    return query
        .replace("$pipeline", ".*")
        .replace("$instance", ".*")
        .replace("$__rate_interval", "1m");
  }
}
