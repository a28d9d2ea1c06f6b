package io.millrace.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.accounting.Account;
import io.millrace.stream.accounting.Accounting;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.demo.SimulatorFeed;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.feed.Drain;
import io.millrace.stream.feed.Replay;
import io.millrace.stream.instance.Instance;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ReaderSettings;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.training.PastModel;
import io.millrace.stream.training.Snapshots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Model;

@DisplayName("On a broker with a pipeline that has run")
class CommandsOnABrokerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Map<String, String> OVERRIDES = Map.of("partitions", "2");

  /** Twelve days of a hundred customers: 2,000 transactions or so. */
  private static final SimulatorSettings WORLD =
      SimulatorSettings.sized(3, LocalDate.of(2018, 4, 1), 12, 100, 2_500);

  @TempDir private static Path state;
  private static EmbeddedKafka broker;
  private static Account account;
  private static Replay.Summary sent;

  @BeforeAll
  static void runAPipeline() throws Exception {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
    Pipeline pipeline = PipelineFile.read(Path.of("fraud.yaml"), OVERRIDES);
    ServiceConfig config = config();
    Map<String, Object> client = config.clientSettings();
    try (Instance instance = new Instance(List.of(pipeline), config)) {
      instance.start();
      await().atMost(PATIENCE).until(() -> instance.ready().well());
      Replay.Options options =
          new Replay.Options(0, 0, Duration.ZERO, Duration.ofDays(7), false, 20_000, PATIENCE);
      sent =
          new Replay(pipeline, client, options, () -> false)
              .run(
                  new SimulatorFeed(WORLD, () -> false),
                  SimulatorFeed.strayLabels(WORLD),
                  (events, labels, clock, share) -> {});
      new Drain(pipeline, client, PATIENCE).await(sent.clock());
      await()
          .atMost(PATIENCE)
          .until(() -> instance.services().get(0).replica().lastSnapshot().isPresent());
    }
    account = Accounting.of(pipeline, Guarantee.EXACTLY_ONCE, client, topic -> {});
  }

  private static ServiceConfig config() {
    return ServiceConfig.read(
        null,
        Map.of(),
        Map.of(
            "bootstrap", broker.bootstrap(),
            "state_dir", state.toString(),
            "instance", "test",
            "http_port", "0",
            "snapshot_every", "100",
            "label_clock", "feeder"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void everythingThatWasSentIsAccountedFor() {
    assertThat(account.identities()).allSatisfy(identity -> assertThat(identity.holds()).isTrue());
    assertThat(account.recordsIn()).isEqualTo(sent.events());
    assertThat(account.labelsIn()).isEqualTo(sent.labels());
    assertThat(account.learntFromLabel()).isPositive();
    assertThat(account.learntAssumed()).isPositive();
    assertThat(account.pending()).isPositive();
    assertThat(account.dlq()).isPositive();
    assertThat(account.labelDlq()).isPositive();
    assertThat(account.waitingEarly()).isPositive();
  }

  @Test
  void snapshotsAreListed() throws Exception {
    Printed printed = Printed.of(with("snapshot", "list", "--json"));
    assertThat(printed.code()).isZero();
    JsonNode snapshots = printed.json().path("snapshots");
    assertThat(snapshots).isNotEmpty();
    assertThat(snapshots.get(0).path("sha256").asText()).hasSize(64);
    assertThat(Printed.of(with("snapshot", "list")).out()).contains("sha256");
  }

  @Test
  void snapshotsAreVerifiedAgainstTheLogToo() throws Exception {
    Printed printed = Printed.of(with("snapshot", "verify", "--replay", "--json"));
    assertThat(printed.code()).isZero();
    assertThat(printed.json().path("good").asBoolean()).isTrue();
    assertThat(printed.json().at("/snapshots/0/examples_replayed").asLong()).isPositive();
  }

  @Test
  void aSnapshotThatIsNotThereVerifiesNothing() throws Exception {
    Printed printed = Printed.of(with("snapshot", "verify", "--at", "123456789"));
    assertThat(printed.code()).isEqualTo(1);
    assertThat(printed.out()).contains("found no snapshot at version 123456789");
  }

  @Test
  void aScoreIsProvedByAudit() throws Exception {
    Printed printed = Printed.of(with("audit", "1500", "--json"));
    assertThat(printed.json().path("equal").asBoolean()).isTrue();
    assertThat(printed.json().at("/published/score").isNumber()).isTrue();
    assertThat(printed.code()).isZero();
    assertThat(Printed.of(with("audit", "1500")).out()).contains("equal, bit for bit");
  }

  @Test
  void allScoresAreProvedByOneAudit() throws Exception {
    Printed printed = Printed.of(with("audit", "--all", "--json"));
    assertThat(printed.json().path("audited").asLong()).isPositive();
    assertThat(printed.json().path("equal")).isEqualTo(printed.json().path("audited"));
    assertThat(printed.json().path("not_equal")).isEmpty();
    assertThat(printed.code()).isZero();
    Printed none = Printed.of(with("audit", "--all", "--since", "2999-01-01T00:00:00Z"));
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.out()).contains("found none, expected some");
  }

  @Test
  void theModelThatServesIsExportedWithItsPlaceInTheLog() throws Exception {
    Path tribuo = state.resolve("fraud.tribuo");
    Printed last =
        Printed.of(with("export", "--format", "tribuo", "--out", tribuo.toString(), "--json"));
    assertThat(last.code()).isZero();
    assertThat(last.json().path("examples").asLong()).isPositive();
    assertThat(Model.deserializeFromFile(tribuo).getProvenance().toString())
        .contains("offset=" + last.json().path("offset").asLong())
        .contains("topic=fraud-g1-training-log", "kind=logistic update=ftrl");

    String at = Long.toString(snapshotVersion());
    Path onnx = state.resolve("fraud.onnx");
    String[] earlier = {"export", "--format", "onnx", "--out", onnx.toString(), "--at", at};
    assertThat(Printed.of(with(earlier)).out()).contains("at version " + at);
    assertThat(ModelProto.parseFrom(Files.readAllBytes(onnx)).getModelVersion())
        .isEqualTo(Long.parseLong(at));
    assertThat(Printed.of(with("export", "--format", "pmml", "--out", "x")).err())
        .contains("'--format'", "TRIBUO, ONNX");
    assertThat(Printed.of(with("export", "--format", "onnx", "--out", "x", "--learner", "b")).err())
        .contains("--learner b, expected one of logistic");
  }

  /** Exported, and a generation that begins with it. */
  @Test
  void aTribuoModelStartsAGeneration() throws Exception {
    Path tribuo = state.resolve("start.tribuo");
    String[] export = {"export", "--format", "tribuo", "--out", tribuo.toString()};
    assertThat(Printed.of(with(export)).code()).isZero();
    String[] start = {"start", "--model", tribuo.toString(), "--set", "generation=3", "--json"};
    Printed printed = Printed.of(with(start));
    assertThat(printed.code()).as(printed.err()).isZero();
    assertThat(printed.json().path("from").asText()).endsWith("start.tribuo");
    assertThat(printed.json().path("learners")).hasSize(1);

    String[] other = {"start", "--model", tribuo.toString(), "--set", "learner.hash_bits=12"};
    assertThat(Printed.of(with(other)).err()).contains("hash_bits = 18", "expected 12");
    Printed again = Printed.of(with("start", "--from", "fraud.yaml"));
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("fraud-g1-training-log has begun already");
    assertThat(Printed.of(with("start")).code()).isEqualTo(2);
  }

  /** The first score is the one that the version it began with would give; and it is audited. */
  @Test
  void aVersionStartsAGenerationThatScoresAsItDid() throws Exception {
    String version = Long.toString(snapshotVersion());
    String[] start = {"start", "--from", "fraud.yaml", "--at", version, "--set", "generation=2"};
    Printed printed = Printed.of(with(start));
    assertThat(printed.code()).as(printed.err()).isZero();
    assertThat(printed.out())
        .contains("begins with version " + version + " of fraud, generation 1");

    Map<String, String> second = new LinkedHashMap<>(OVERRIDES);
    second.put("generation", "2");
    Pipeline pipeline = PipelineFile.read(Path.of("fraud.yaml"), second);
    try (Instance instance = new Instance(List.of(pipeline), config())) {
      instance.start();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  instance.services().get(0).replica() != null
                      && instance.services().get(0).replica().examples() > 0);
    }
    ScoredRecord first = firstScored(new PipelineTopics(pipeline));
    Map<String, Object> client = config().clientSettings();
    PipelineTopics before = new PipelineTopics(PipelineFile.read(Path.of("fraud.yaml"), OVERRIDES));
    PastModel source =
        PastModel.at(
            client,
            before,
            ExistingTopics.of(client, before).log(),
            Long.parseLong(version),
            (what, done, all) -> {});
    assertThat(source.replica().examples()).isPositive();
    assertThat(first.event().rawScores()[0])
        .isEqualTo(source.replica().scorer().raw(first.event().values()));

    String id = first.event().eventId();
    Printed audit = Printed.of(with("audit", id, "--set", "generation=2", "--json"));
    assertThat(audit.json().path("equal").asBoolean()).isTrue();
    Printed listed = Printed.of(with("models", "--set", "generation=2", "--json"));
    assertThat(listed.json().at("/entries/1/kind").asText()).isEqualTo("start");
    assertThat(listed.json().at("/entries/1/said").asText())
        .startsWith("from version " + version + " of");
  }

  /** An offset that has an example: others may have markers of transactions. */
  private static long snapshotVersion() throws Exception {
    return Printed.of(with("snapshot", "list", "--json")).json().at("/snapshots/0/offset").asLong();
  }

  /** Of the first version that scored anything: before anything was learnt. */
  private static ScoredRecord firstScored(PipelineTopics topics) {
    try (KafkaConsumer<String, ScoredRecord> consumer =
        new KafkaConsumer<>(
            ReaderSettings.over(config().clientSettings()),
            topics.featureLog().keys().deserializer(),
            topics.featureLog().values().deserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, 2)
              .mapToObj(i -> new TopicPartition(topics.featureLog().name(), i))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<ScoredRecord> read = new ArrayList<>();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> read.add(record.value()));
                return partitions.stream().allMatch(p -> consumer.currentLag(p).orElse(-1) == 0);
              });
      return read.stream()
          .min(Comparator.comparingLong(scored -> scored.version().offset()))
          .orElseThrow();
    }
  }

  @Test
  void anEventThatNobodyScoredCannotBeAudited() throws Exception {
    Printed printed = Printed.of(with("audit", "nobody"));
    assertThat(printed.code()).isEqualTo(1);
    assertThat(printed.out()).contains("was never scored");
  }

  @Test
  void aPipelineThatNeverRanHasNothingToLookAt() throws Exception {
    Printed printed = Printed.of(with("snapshot", "list", "--set", "generation=7"));
    assertThat(printed.code()).isEqualTo(1);
    assertThat(printed.err()).contains("expected that `millrace run` made them");
  }

  @Test
  void aPipelineFileThatNeedsANewGenerationIsRefusedAtStart() throws Exception {
    Printed printed =
        Printed.of(
            with(
                "run", "--set", "labels.after=9d", "--http-port", "0", "--state-dir", state + "2"));
    assertThat(printed.code()).isEqualTo(1);
    assertThat(printed.err())
        .contains("made with other settings")
        .contains("labels.after: this file says PT216H, the log PT168H (generation)")
        .contains("set a new `generation:`");
  }

  @Test
  void aDeploySaysWhatEachChangeTakesBeforeItIsMade() throws Exception {
    Printed same = Printed.of(with("deploy"));
    assertThat(same.code()).isZero();
    assertThat(same.out()).contains("nothing to deploy");

    Printed replay = Printed.of(with("deploy", "--dry-run", "--set", "learner.rate=0.4", "--json"));
    assertThat(replay.code()).isZero();
    assertThat(replay.json().at("/changes/0/key").asText()).isEqualTo("learner.rate");
    assertThat(replay.json().at("/changes/0/takes").asText()).isEqualTo("replay");

    Printed layout = Printed.of(with("deploy", "--set", "labels.after=9d"));
    assertThat(layout.code()).isEqualTo(1);
    assertThat(layout.out()).contains("generation   labels.after").contains("`generation: 2`");
  }

  @Test
  void aDryRunOfADeploySaysWhetherANewGenerationCouldEverTakeOver() throws Exception {
    String elsewhere = "events.topic=elsewhere";
    Printed beyond =
        Printed.of(with("deploy", "--dry-run", "--set", elsewhere, "--set", "labels.after=9d"));
    assertThat(beyond.code()).isEqualTo(1);
    assertThat(beyond.out())
        .contains(
            "`millrace switch` to generation 2 is refused: generation 1 reads [transactions]");

    Printed never =
        Printed.of(with("deploy", "--dry-run", "--set", elsewhere, "--set", "generation=9"));
    assertThat(never.code()).isEqualTo(1);
    assertThat(never.out())
        .contains("generation 9 has no training log yet")
        .contains("switch` to generation 9 is refused: generation 1 reads [transactions]");

    Printed good = Printed.of(with("deploy", "--dry-run", "--set", "generation=9", "--json"));
    assertThat(good.code()).as(good.err()).isZero();
    assertThat(good.json().at("/switch/serving").asInt()).isEqualTo(1);
    assertThat(good.json().at("/switch/next").asInt()).isEqualTo(9);
    assertThat(good.json().at("/switch").has("refusal")).isFalse();
    assertThat(Printed.of(with("deploy", "--dry-run")).out()).doesNotContain("switch");
  }

  @Test
  void aCommandGivenWhileNobodyRunsWaitsInItsTopicAndIsListed() throws Exception {
    Printed given =
        Printed.of(with("threshold", "0.9", "--id", "night-shift", "--by", "ann", "--wait", "0s"));
    assertThat(given.code()).isEqualTo(1);
    assertThat(given.out()).contains("the next instance that runs will append it");

    Printed listed = Printed.of(with("models", "--json"));
    assertThat(listed.code()).isZero();
    assertThat(listed.json().at("/entries/0/kind").asText()).isEqualTo("configure");
    assertThat(listed.json().path("waiting").findValuesAsText("id")).contains("night-shift");
    assertThat(listed.json().at("/waiting/0/by").asText()).isEqualTo("ann");
    assertThat(listed.json().path("file_in_force").asBoolean()).isTrue();
    assertThat(Printed.of(with("models")).out()).contains("night-shift");
    assertThat(Printed.of(with("threshold")).code()).isEqualTo(2);
  }

  @Test
  void anIdIsOfOneCommand() throws Exception {
    String[] given = with("threshold", "0.8", "--id", "easter", "--by", "ann", "--wait", "0s");
    assertThat(Printed.of(given).out()).contains("command easter is in");
    assertThat(Printed.of(given).out()).contains("command easter is in");
    Printed other = Printed.of(with("threshold", "0.7", "--id", "easter", "--wait", "0s"));
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err())
        .contains("--id easter was used")
        .contains("by ann for another command: threshold 0.8; expected an id of its own");
    Printed first = Printed.of(with("threshold", "0.7", "--id", "first", "--wait", "0s"));
    assertThat(first.code()).isNotZero();
    assertThat(first.err()).contains("--id first is the id of a log's first settings");
  }

  @Test
  void aPruneAsksForTheSettingsOfTheService() throws Exception {
    Printed printed = Printed.of(with("snapshot", "prune", "--dry-run", "--config", keep("5d")));
    assertThat(printed.code()).isEqualTo(1);
    assertThat(printed.err())
        .contains("retention.ms = 2592000000, where 432000000 is asked for")
        .contains("audit_keep = 5d and keep = 5d here: expected the settings of the service");
    Printed meant =
        Printed.of(
            with("snapshot", "prune", "--dry-run", "--config", keep("5d"), "--audit-keep", "5d"));
    assertThat(meant.code()).as(meant.err()).isZero();
  }

  private static String keep(String duration) throws Exception {
    Path file = Files.createTempFile(state, "keep", ".yaml");
    return Files.writeString(file, "audit_keep: " + duration + "\nkeep: " + duration + "\n")
        .toString();
  }

  @Test
  void aPruneSaysWhatItWouldDelete() throws Exception {
    Printed printed = Printed.of(with("snapshot", "prune", "--dry-run", "--json"));
    assertThat(printed.code()).isZero();
    assertThat(printed.json().path("done").asBoolean(true)).isFalse();
    assertThat(printed.json().path("kept_snapshots")).isNotEmpty();
    Printed beyond = Printed.of(with("snapshot", "prune", "--to", "999999999"));
    assertThat(beyond.code()).isEqualTo(1);
    assertThat(beyond.out())
        .contains("refused: --to = 999999999, but no snapshot is older than")
        .contains("nothing of the log may go yet");
  }

  @Test
  void longReadingTellsHowFarItIs() throws Exception {
    Map<String, Object> client = config().clientSettings();
    PipelineTopics topics = new PipelineTopics(PipelineFile.read(Path.of("fraud.yaml"), OVERRIDES));
    List<Double> shares = new ArrayList<>();
    new Snapshots(client, topics, ExistingTopics.of(client, topics).log())
        .list((what, done, total) -> shares.add(done / (double) total));
    assertThat(shares).hasSizeGreaterThan(2).isSorted().endsWith(1.0);
  }

  @Test
  void aGenerationThatServesNeedsNoSwitch() throws Exception {
    Printed printed = Printed.of(with("switch", "--dry-run", "--json"));
    assertThat(printed.code()).as(printed.err()).isZero();
    assertThat(printed.json().path("done").asBoolean(true)).isFalse();
    assertThat(printed.json().path("serving").asInt()).isEqualTo(1);
    assertThat(printed.json().path("refusal").asText()).contains("tells the scores already");
    assertThat(Printed.of(with("switch")).code()).isEqualTo(1);
  }

  private static String[] with(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--pipeline", "fraud.yaml", "--bootstrap", broker.bootstrap()));
    OVERRIDES.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return arguments.toArray(String[]::new);
  }
}
