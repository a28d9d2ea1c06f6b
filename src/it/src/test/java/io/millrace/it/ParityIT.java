package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.event.Example;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.accounting.Account;
import io.millrace.stream.accounting.Accounting;
import io.millrace.stream.accounting.Identity;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.feed.BacktestRun;
import io.millrace.stream.feed.Labels;
import io.millrace.stream.feed.Replay;
import io.millrace.stream.topic.LogRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("In lockstep, backtest and the service")
class ParityIT {
  private static final Duration STRETCH = Duration.ofDays(1);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LocalDate START = LocalDate.parse("2018-04-01");

  private static final Map<String, String> ONE = Map.of("partitions", "1");
  private static Broker broker;

  @TempDir Path directory;

  /** By the first test, not before all: a broker that cannot be had shows as tests skipped. */
  @BeforeEach
  void start() {
    if (broker == null) broker = Broker.start(Map.of());
  }

  @AfterAll
  static void stop() {
    if (broker != null) broker.close();
    broker = null;
  }

  @Test
  @Tag(Broker.ANY)
  void giveEqualFeaturesScoresAndReplicasOverFourHundredDays() throws Exception {
    prove(Named.pipeline("year", ONE), year(12, 100));
  }

  @Test
  @Tag(Proof.TAG)
  void giveEqualFeaturesScoresAndReplicasOfEveryLearnerOverFourHundredDays() throws Exception {
    prove(EveryLearner.sideBySide(Named.settings("learners", ONE)), year(18, 150));
  }

  private static TransactionLines year(int days, int customers) {
    TransactionLines year =
        TransactionLines.simulated(SimulatorSettings.sized(1, START, days, customers, 2_000))
            .over400Days();
    assertThat(Duration.between(year.timeOf(0), year.timeOf(year.size() - 1)))
        .isGreaterThan(Duration.ofDays(390));
    return year;
  }

  /**
   * Positives out of the sample are learnt from what the feature log holds of them. Here positives
   * also leave what is usual for their card.
   */
  @Test
  @Tag(Broker.ANY)
  void giveEqualReplicasOfASampleOfTheNegatives() throws Exception {
    Pipeline sampled =
        Named.pipeline(
            "sampled",
            Map.of(
                "partitions",
                "1",
                "labels.sample",
                "{negatives: 0.1}",
                "features[1].outliers.retract",
                "16"));
    prove(sampled, TransactionLines.simulated(SimulatorSettings.sized(1, START, 13, 120, 2_000)));
  }

  @Test
  @Tag(Proof.TAG)
  void giveEqualScoresAndReplicasOfTheShippedChampionAndChallengers() throws Exception {
    Map<String, String> settings = Named.settings("challengers", ONE);
    prove(
        PipelineFile.read(Path.of("fraud-challengers.yaml"), settings),
        TransactionLines.simulated(SimulatorSettings.sized(1, START, 13, 120, 2_000)));
  }

  @Test
  @Tag(Broker.ANY)
  void giveEqualReplicasWhereAChallengerTakesOverByItsEvidence() throws Exception {
    Map<String, String> settings = TakeOver.settings("taken-over");
    Pipeline pipeline = PipelineFile.read(Path.of("fraud.yaml"), settings);
    TransactionLines lines =
        TransactionLines.simulated(SimulatorSettings.sized(5, START, 21, 250, 2_000));
    Reference expected = prove(pipeline, TakeOver.changed(lines, 3), STRETCH.multipliedBy(2));
    Committed found = new Committed(broker.bootstrap(), pipeline);
    TakeOver takeOver = new TakeOver(expected, found, settings);
    takeOver.assertOneServesBeforeAPlaceInTheLogAndAnotherAfter();
    takeOver.assertModelsTellTheSame();
    takeOver.assertAuditProvesScoresOnBothSides();
  }

  @Test
  @Tag(Proof.TAG)
  void giveEqualFeaturesScoresAndReplicasOfSixtyThousandEvents() throws Exception {
    prove(
        Named.pipeline("many", ONE),
        TransactionLines.simulated(SimulatorSettings.sized(2, START, 22, 1_600, 3_200)));
  }

  private void prove(Pipeline pipeline, TransactionLines lines) throws Exception {
    prove(pipeline, lines, STRETCH);
  }

  private Reference prove(Pipeline pipeline, TransactionLines lines, Duration stretch)
      throws Exception {
    Path events = lines.writeTo(directory.resolve("events.csv"));
    Reference expected = Reference.inLockstep(pipeline, events, stretch);
    assertThat(expected.digest()).isEqualTo(digestOfBacktest(pipeline, events, stretch));
    try (Instance instance = Instance.start(broker, pipeline, directory.resolve("state"))) {
      Replay.Summary sent =
          new Feeding(broker, pipeline, false)
              .inLockstep(events, stretch, (count, labels, clock, share) -> {});
      assertThat(sent.events()).isEqualTo(lines.size());
      assertEqual(expected, new Committed(broker.bootstrap(), pipeline));
      assertThat(instance.digest().sha256()).isEqualTo(expected.digest());
      Account account =
          Accounting.of(
              pipeline,
              Guarantee.EXACTLY_ONCE,
              Map.of("bootstrap.servers", broker.bootstrap()),
              topic -> {});
      assertThat(account.identities()).allMatch(Identity::holds);
      assertThat(account.sampledOutFromLabel() > 0)
          .isEqualTo(pipeline.labels().policy().sample().share() < 1);
    }
    return expected;
  }

  /** Of the command that users run. */
  private String digestOfBacktest(Pipeline pipeline, Path events, Duration stretch)
      throws IOException {
    Labels labels = new Labels(Feeding.LABEL, Feeding.DELAY, null, false);
    BacktestRun.Options options =
        new BacktestRun.Options(events, labels, stretch, null, null, null);
    BacktestRun.Result result = new BacktestRun(pipeline, options).run(share -> {});
    return HexFormat.of().formatHex(result.backtest().replica().digest());
  }

  static void assertEqual(Reference expected, Committed found) throws IOException {
    List<ScoredEvent> features = new ArrayList<>();
    found.of(found.topics().featureLog()).forEach(record -> features.add(record.value().event()));
    assertSame(lines(features), lines(expected.scored()));
    List<String> published = new ArrayList<>();
    for (var record : found.of(found.topics().scores())) {
      JsonNode score = JSON.readTree(record.value());
      published.add(score.get("event_id").asText() + " " + score.get("score").doubleValue());
    }
    assertSame(
        published,
        expected.scored().stream().map(s -> s.eventId() + " " + s.rawScores()[0]).toList());
    assertThat(found.digestOfFreshReplica()).isEqualTo(expected.digest());
    // A model that learnt nothing would be equal too.
    assertThat(found.lessons()).extracting(LogRecord.Lesson::example).anyMatch(Example::positive);
  }

  /** The first difference says enough. */
  private static void assertSame(List<String> found, List<String> expected) {
    for (int i = 0; i < Math.min(found.size(), expected.size()); i++) {
      assertThat(found.get(i)).as("record %d", i).isEqualTo(expected.get(i));
    }
    assertThat(found).hasSameSizeAs(expected);
  }

  /** Everything that must be equal, every number to its last bit. */
  private static List<String> lines(List<ScoredEvent> scored) {
    return scored.stream().map(ParityIT::line).toList();
  }

  private static String line(ScoredEvent scored) {
    StringBuilder line = new StringBuilder(scored.eventId()).append(' ').append(scored.eventTime());
    for (float value : scored.values()) {
      line.append(' ').append(Integer.toHexString(Float.floatToRawIntBits(value)));
    }
    line.append(" models ").append(Arrays.toString(scored.models()));
    for (double score : scored.rawScores()) {
      line.append(" score ").append(Double.doubleToRawLongBits(score));
    }
    for (double probability : scored.probabilities()) {
      line.append(" told ").append(Double.doubleToRawLongBits(probability));
    }
    line.append(" threshold ").append(Double.doubleToRawLongBits(scored.threshold()));
    line.append(' ').append(scored.entities()).append(' ').append(scored.budgetEntity());
    return line.toString();
  }
}
