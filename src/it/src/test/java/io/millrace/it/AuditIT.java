package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.feed.Replay;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.SnapshotPart;
import io.millrace.stream.topic.TopicAdmin;
import io.millrace.stream.training.Audit;
import io.millrace.stream.training.AuditOfPeriod;
import io.millrace.stream.training.AuditOfPeriod.Tally;
import io.millrace.stream.training.AuditResult;
import io.millrace.stream.training.Progress;
import io.millrace.stream.training.Pruning;
import io.millrace.stream.training.Snapshot;
import io.millrace.stream.training.Snapshots;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag(Broker.ANY)
@Tag(Proof.TAG)
@DisplayName("An audit of every score")
class AuditIT {
  private static final int AUDITORS = 2;

  /** Some 14 s for the second half, in which an auditor makes several rounds. */
  private static final int EVENTS_A_SECOND = 70;

  private static final Duration KEEP = Duration.ofDays(30);
  private static final SimulatorSettings THREE_WEEKS =
      SimulatorSettings.sized(8, LocalDate.parse("2018-04-01"), 21, 50, 250);

  private final Pipeline pipeline = Named.pipeline("audited", Map.of("partitions", "2"));
  private final PipelineTopics topics = new PipelineTopics(pipeline);
  private Broker broker;
  private Map<String, Object> client;
  private PreparedTopics prepared;

  @TempDir Path directory;

  @BeforeEach
  void start() {
    broker = Broker.start(Map.of());
    client = Map.of("bootstrap.servers", broker.bootstrap());
    try (Admin admin = Admin.create(client)) {
      prepared = new TopicAdmin(admin, Duration.ofMinutes(1)).prepare(topics, Keeping.DEFAULT);
    }
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  /**
   * What an auditor has done.
   *
   * @param first examples learnt when its first round began
   * @param last examples learnt when its last round began
   */
  private record Rounds(int count, long first, long last) {}

  /** What was told of each score, by event id. */
  private record Results(Tally tally, Map<String, AuditResult> of) {}

  @Test
  void provesAllWhileTheServiceLearnsAndThenSaysOfEachWhatIsGone() throws Exception {
    TransactionLines lines = TransactionLines.simulated(THREE_WEEKS);
    provesAllWhileTheServiceLearns(lines);

    Results whole = auditAll();
    assertThat(whole.tally()).isEqualTo(new Tally(lines.size(), 0, 0));
    assertThat(whole.of()).hasSize(lines.size());

    List<ConsumerRecord<String, ScoredRecord>> features =
        new Committed(broker.bootstrap(), pipeline).of(topics.featureLog());
    saysWhichFeaturesAreGone(features);
    saysWhichVersionsAreGone(features);
  }

  private void provesAllWhileTheServiceLearns(TransactionLines lines) throws Exception {
    Path events = lines.writeTo(directory.resolve("events.csv"));
    ExecutorService threads = Executors.newFixedThreadPool(AUDITORS + 1);
    try (Instance instance =
        Instance.start(
            broker, pipeline, directory.resolve("state"), Map.of("snapshot_every", "300"))) {
      Feeding feeding = new Feeding(broker, pipeline, false);
      CountDownLatch begun = new CountDownLatch(lines.size() / 2);
      Future<Replay.Summary> fed =
          threads.submit(
              () ->
                  feeding.freely(
                      events,
                      EVENTS_A_SECOND,
                      (count, labels, clock, share) -> {
                        while (begun.getCount() > Math.max(0, lines.size() / 2 - count)) {
                          begun.countDown();
                        }
                      }));
      assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
      List<Future<Rounds>> auditors = new ArrayList<>();
      for (int i = 0; i < AUDITORS; i++) auditors.add(threads.submit(auditor(instance, fed)));
      for (Future<Rounds> auditor : auditors) {
        Rounds rounds = auditor.get();
        assertThat(rounds.count()).as("%s", rounds).isGreaterThanOrEqualTo(3);
        assertThat(rounds.last()).as("%s", rounds).isGreaterThan(rounds.first());
      }
      feeding.drain(fed.get());
    } finally {
      threads.shutdownNow();
    }
  }

  /** Audits all there is, again and again until all is fed. */
  private Callable<Rounds> auditor(Instance instance, Future<Replay.Summary> fed) {
    return () -> {
      long first = instance.digest().examples();
      long last;
      int rounds = 0;
      do {
        last = instance.digest().examples();
        Results results = auditAll();
        assertThat(results.of().values()).allMatch(AuditResult::equal);
        assertThat(results.tally().equal()).isPositive();
        rounds++;
      } while (!fed.isDone());
      return new Rounds(rounds, first, last);
    };
  }

  private void saysWhichFeaturesAreGone(List<ConsumerRecord<String, ScoredRecord>> features)
      throws Exception {
    List<ConsumerRecord<String, ScoredRecord>> ofOne =
        features.stream().filter(record -> record.partition() == 0).toList();
    long cut = ofOne.get(ofOne.size() / 2).offset();
    delete(new TopicPartition(topics.featureLog().name(), 0), cut);

    assertLost(
        features,
        record -> record.partition() == 0 && record.offset() < cut,
        "but is not in audited-g1-features: of its partition 0, offsets 0 to "
            + (cut - 1)
            + " were deleted, it holds what was scored since ");
    AuditResult alone = audit(ofOne.get(0).key());
    assertThat(alone.found()).isFalse();
    assertThat(alone.missing().orElseThrow())
        .contains("was scored by version " + prepared.log() + "/1/")
        .contains("offsets 0 to " + (cut - 1) + " were deleted")
        .endsWith(
            "Only a copy of that topic brings it back; a longer audit_keep keeps more from"
                + " now on");
    features.removeIf(record -> record.partition() == 0 && record.offset() < cut);
  }

  private void saysWhichVersionsAreGone(List<ConsumerRecord<String, ScoredRecord>> features)
      throws Exception {
    Pruning pruning = new Pruning(client, topics, prepared.log());
    Pruning.Plan plan =
        pruning.plan(Optional.empty(), Instant.now().plus(KEEP).plus(Duration.ofDays(1)), KEEP);
    assertThat(plan.kept()).isNotEmpty();
    pruning.carryOut(plan, "test");
    String gone =
        "which cannot be brought back: audited-g1-training-log begins at offset "
            + (plan.to() + 1)
            + ", what came earlier was deleted (`snapshot prune`), and audited-g1-snapshots has no"
            + " snapshot of a version from "
            + plan.to()
            + " to ";
    assertLost(
        features,
        record -> record.value().version().offset() < plan.to(),
        gone + (plan.to() - 1) + ": only versions from " + plan.to() + " on ");

    // A service that is slow to write one snapshot leaves the next ones out.
    if (plan.kept().size() == 1) return;
    leaveTombstones(plan.kept().get(0));
    long next = plan.kept().get(1).version().offset();
    assertLost(
        features,
        record -> record.value().version().offset() < next,
        gone + (next - 1) + ": only versions from " + next + " on ");
    features.stream()
        .filter(record -> record.value().version().offset() < next)
        .findFirst()
        .map(record -> audit(record.key()))
        .ifPresent(
            alone -> {
              assertThat(alone.found()).isTrue();
              assertThat(alone.missing().orElseThrow()).contains(gone + (next - 1));
            });
  }

  /** That these are not proved for that reason, and all others are; a run decides which. */
  private void assertLost(
      List<ConsumerRecord<String, ScoredRecord>> features,
      Predicate<ConsumerRecord<String, ScoredRecord>> gone,
      String why)
      throws Exception {
    Results results = auditAll();
    for (ConsumerRecord<String, ScoredRecord> record : features) {
      AuditResult result = results.of().get(record.key());
      assertThat(result.equal()).as("%s", result).isEqualTo(!gone.test(record));
      if (gone.test(record)) assertThat(result.missing().orElseThrow()).contains(why);
    }
    assertThat(results.tally().different()).isZero();
  }

  private Results auditAll() {
    Map<String, AuditResult> results = new TreeMap<>();
    Tally tally =
        AuditOfPeriod.ofScores(client, topics, prepared)
            .of(
                Optional.empty(),
                Optional.empty(),
                result -> results.put(result.eventId(), result),
                Progress.NONE);
    return new Results(tally, results);
  }

  private AuditResult audit(String id) {
    return new Audit(client, topics, prepared).of(id, Optional.empty(), Progress.NONE);
  }

  private void delete(TopicPartition partition, long before) throws Exception {
    try (Admin admin = Admin.create(client)) {
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before))).all().get();
    }
  }

  /** As the service does when it thins, but of one that is needed. */
  private void leaveTombstones(Snapshot snapshot) throws Exception {
    try (KafkaProducer<SnapshotPart, byte[]> producer =
        new KafkaProducer<>(
            client,
            topics.snapshots().keys().serializer(),
            topics.snapshots().values().serializer())) {
      for (int chunk = SnapshotPart.MANIFEST; chunk < snapshot.manifest().chunks(); chunk++) {
        SnapshotPart part =
            new SnapshotPart(pipeline.generation(), snapshot.version().offset(), chunk);
        producer.send(new ProducerRecord<>(topics.snapshots().name(), 0, part, null)).get();
      }
    }
    assertThat(new Snapshots(client, topics, prepared.log()).list())
        .noneMatch(left -> left.version().equals(snapshot.version()));
  }
}
