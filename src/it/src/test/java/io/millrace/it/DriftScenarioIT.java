package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.demo.Disturbance;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.feed.EventFile;
import io.millrace.stream.feed.Replay;
import io.millrace.stream.instance.Instance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A drift")
@Tag(Proof.TAG)
class DriftScenarioIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LocalDate START = LocalDate.parse("2018-04-01");
  private static final int BEGIN = 30;
  private static final Disturbance INPUTS = new Disturbance(Disturbance.Kind.INPUTS, 80, 92);
  private static final Disturbance CONCEPT = new Disturbance(Disturbance.Kind.CONCEPT, 112, 126);
  private static final Disturbance LABELS = new Disturbance(Disturbance.Kind.LABELS, 165, 170);
  private static final int DAYS = 184;
  private static final int LABEL_DAYS = (int) Feeding.DELAY.toDays();

  /** Between labels that come in batches. */
  private static final Duration PAUSE = Duration.ofSeconds(35);

  @Test
  void isToldInTimeByTheRightAlertAloneAndIsOverWhenItIs(@TempDir Path directory) throws Exception {
    Required.PROMETHEUS.orSkip(Ran.absence("prometheus", Alertmanager.PROGRAM));
    Pipeline pipeline = PipelineFile.read(Path.of("fraud.yaml"), Map.of("partitions", "2"));
    Path file = events(directory);
    try (Broker broker = Broker.start(Map.of());
        Instance instance =
            new Instance(List.of(pipeline), config(broker, directory.resolve("state")));
        Alertmanager alertmanager = new Alertmanager(directory)) {
      instance.start();
      await().ignoreExceptions().atMost(Duration.ofSeconds(60)).until(alertmanager::isReady);
      try (Prometheus prometheus =
          new Prometheus(instance.address(), alertmanager.address(), directory)) {
        await()
            .ignoreExceptions()
            .atMost(Duration.ofSeconds(60))
            .until(() -> !prometheus.query("millrace_ready == 1").isEmpty());
        List<Set<String>> alerts = new CopyOnWriteArrayList<>();
        try (Poll watching = new Poll(() -> note(alertmanager.firing(), alerts))) {
          PacedFeed feed = paced(EventFile.open(file, pipeline, Feeding.LABEL));
          feed(broker, pipeline, feed);
          await()
              .atMost(Duration.ofMinutes(2))
              .ignoreExceptions()
              .until(() -> alertmanager.firing().isEmpty());
          watching.close();

          List<JsonNode> told = told(broker, pipeline);
          assertInputsAreToldInTime(told, feed);
          assertTheConceptIsToldInTime(told, feed);
          assertStoppedLabelsAreToldInTime(told, feed);
        }
        // One kind of drift may be several episodes, with a moment between them.
        List<Set<String>> one = new ArrayList<>();
        alerts.stream().filter(firing -> !firing.isEmpty()).forEach(firing -> note(firing, one));
        assertThat(one)
            .containsExactly(
                Set.of("MillraceDriftInputs"),
                Set.of("MillraceDriftQuality"),
                Set.of("MillraceLabelsStopped"));
        assertThat(alerts).last().isEqualTo(Set.of());
        assertThat(kindsOnThePage(instance.address())).contains("input", "quality", "labels");
      }
    }
  }

  private static Path events(Path directory) {
    SimulatorSettings world =
        SimulatorSettings.sized(1, START, DAYS, 1_000, 2_000)
            .with(false, List.of(INPUTS, CONCEPT, LABELS));
    TransactionLines lines = TransactionLines.simulated(world);
    int first = lines.firstAt(Instant.ofEpochMilli(day(BEGIN)));
    return new TransactionLines(lines.lines().subList(first, lines.size()))
        .writeTo(directory.resolve("events.csv"));
  }

  /**
   * Labels come in batches before they stop: what comes without a pause for a second may pause for
   * a minute. While they are stopped events come slowly, so that the minute is there.
   */
  private static PacedFeed paced(EventFile file) {
    Map<Long, Long> pauses = new HashMap<>();
    for (int batch = 1; batch <= 4; batch++) {
      pauses.put(day(LABELS.from() + LABEL_DAYS - 2 * batch), PAUSE.toMillis());
    }
    return new PacedFeed(file, DriftScenarioIT::rate, pauses);
  }

  /**
   * Slowly, too, while the first labels of the other concept are known: what the service has read
   * and not yet learnt counts as known.
   */
  private static double rate(long clock) {
    long known = clock - Feeding.DELAY.toMillis();
    if (labelsAreStopped(clock)) return 100;
    return known >= day(CONCEPT.from()) && known < day(CONCEPT.to()) ? 700 : 2_000;
  }

  private static boolean labelsAreStopped(long clock) {
    return clock >= day(LABELS.from() + LABEL_DAYS) && clock < day(LABELS.to() + LABEL_DAYS);
  }

  private static long day(int day) {
    return START.plusDays(day).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private static ServiceConfig config(Broker broker, Path state) {
    return ServiceConfig.read(
        null,
        Map.of(),
        Map.of(
            "bootstrap",
            broker.bootstrap(),
            "state_dir",
            state.toString(),
            "http_port",
            "0",
            "label_clock",
            "feeder"));
  }

  private static void feed(Broker broker, Pipeline pipeline, PacedFeed feed) throws Exception {
    Replay.Options options =
        new Replay.Options(0, 0, Duration.ZERO, Feeding.DELAY, false, 3_000, Duration.ofMinutes(5));
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrap());
    try (feed) {
      new Replay(pipeline, client, options, () -> false)
          .run(feed, List.of(), (sent, labels, clock, share) -> {});
    }
  }

  /** Adds what fires if it is other than before. */
  private static void note(Set<String> firing, List<Set<String>> changes) {
    if (changes.isEmpty() || !changes.get(changes.size() - 1).equals(firing)) changes.add(firing);
  }

  private static List<JsonNode> told(Broker broker, Pipeline pipeline) throws IOException {
    List<JsonNode> told = new ArrayList<>();
    Committed committed = new Committed(broker.bootstrap(), pipeline);
    for (ConsumerRecord<String, byte[]> record : committed.of(committed.topics().drift())) {
      told.add(JSON.readTree(record.value()));
    }
    return told;
  }

  private static void assertInputsAreToldInTime(List<JsonNode> told, PacedFeed feed) {
    long started = started(told, "input", "amount");
    assertThat(feed.clockAt(started)).isBetween(day(INPUTS.from()), day(INPUTS.to()));
    assertThat(feed.rowsUpTo(feed.clockAt(started)) - feed.rowsUpTo(day(INPUTS.from())))
        .isLessThanOrEqualTo(20_000);
  }

  private static void assertTheConceptIsToldInTime(List<JsonNode> told, PacedFeed feed) {
    // Of quality an episode begins when a label was known, by the stream's own clock.
    long known = started(told, "quality", "quality") - Feeding.DELAY.toMillis();
    assertThat(known).isBetween(day(CONCEPT.from()), day(CONCEPT.to()));
    assertThat(feed.rowsUpTo(known) - feed.rowsUpTo(day(CONCEPT.from())))
        .isLessThanOrEqualTo(20_000);
  }

  private static void assertStoppedLabelsAreToldInTime(List<JsonNode> told, PacedFeed feed) {
    long last = feed.wallAt(day(LABELS.from() + LABEL_DAYS));
    Duration after = Duration.ofMillis(started(told, "labels", "labels") - last);
    // A second of it is how often the service looks, and the longest pause is the usual one.
    assertThat(after).isBetween(PAUSE, PAUSE.multipliedBy(2).plusSeconds(2));
  }

  /** When the one episode of its kind and subject began; it must also have ended. */
  private static long started(List<JsonNode> told, String kind, String subject) {
    List<JsonNode> episode =
        told.stream()
            .filter(one -> one.path("kind").asText().equals(kind))
            .filter(one -> one.path("subject").asText().equals(subject))
            .toList();
    assertThat(episode).as("%s in %s", kind, told).hasSize(2);
    assertThat(episode.get(0).path("ended").isNull()).isTrue();
    assertThat(episode.get(1).path("ended").isNull()).isFalse();
    return Instant.parse(episode.get(0).path("started").asText()).toEpochMilli();
  }

  private static List<String> kindsOnThePage(String address) throws Exception {
    return LiveEvents.pipeline(address, state -> true).path("episodes").findValuesAsText("kind");
  }
}
