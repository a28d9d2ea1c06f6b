package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.event.Example;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.InstanceReport;
import io.millrace.stream.topic.LogRecord.Commanded;
import io.millrace.stream.topic.LogRecord.Configured;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.TestPipelines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Pruning a training log")
class PruningTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration KEEP = Duration.ofDays(30);

  /** When all that a test has written is older than that. */
  private static final Instant LATER = Instant.now().plus(KEEP).plus(Duration.ofDays(1));

  private static EmbeddedKafka broker;

  @BeforeAll
  static void start() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static Pruning pruning(Classroom classroom) {
    return new Pruning(classroom.client, classroom.topics, classroom.prepared.log());
  }

  /** 550 examples, and the snapshots of the last three hundreds. */
  private static List<Example> learn(Classroom classroom) {
    List<Example> examples = Classroom.examples(1, 550);
    try (ReplicaReader student = classroom.student("a", 100)) {
      for (int from = 0; from < 550; from += 50) {
        classroom.teach(examples.subList(from, from + 50));
        long learnt = from + 50;
        await().atMost(PATIENCE).until(() -> student.examples() == learnt);
        if (learnt % 100 == 0) awaitSnapshot(classroom, learnt);
      }
    }
    classroom.settle(classroom.topics.snapshots().name());
    return examples;
  }

  private static void awaitSnapshot(Classroom classroom, long examples) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                classroom.snapshots().list().stream()
                    .anyMatch(snapshot -> snapshot.manifest().examples() == examples));
  }

  @Test
  void reachesTheOldestSnapshotThatIsKeptAndChangesNoReplica() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "trimmed")) {
      List<Example> examples = learn(classroom);
      Pruning.Plan plan = pruning(classroom).plan(Optional.empty(), LATER, KEEP);
      assertThat(plan.refusal()).isEmpty();
      assertThat(plan.kept())
          .extracting(snapshot -> snapshot.manifest().examples())
          .containsExactly(300L, 400L, 500L);
      assertThat(plan.to()).isEqualTo(plan.kept().get(0).version().offset());
      pruning(classroom).carryOut(plan, "test");

      try (Partition<?, ?> log =
          new Partition<>(classroom.client, classroom.topics.trainingLog(), 0)) {
        assertThat(log.begin()).isEqualTo(plan.to() + 1);
      }
      try (ReplicaReader student = classroom.student("b", 1_000_000)) {
        assertThat(student.awaitCaughtUp(PATIENCE)).isTrue();
        assertThat(student.digest().sha256()).isEqualTo(classroom.digestOf(examples));
      }
      Replay replay = new Replay(classroom.client, classroom.topics, classroom.prepared.log());
      assertThat(replay.to(plan.to(), Progress.NONE).pupil().replica().examples()).isEqualTo(300);
      assertThatThrownBy(() -> replay.to(plan.to() - 1, Progress.NONE))
          .hasMessageContaining("begins at offset " + (plan.to() + 1))
          .hasMessageContaining("what came earlier was deleted");
      TrainingLog log = new TrainingLog(classroom.client, classroom.topics);
      assertThat(log.history(classroom.snapshots()).inForce())
          .contains(TrainingLog.expected(classroom.topics.pipeline()));
      assertThatThrownBy(() -> log.history(classroom.snapshots(), plan.to() - 1))
          .hasMessageContaining("no snapshot from " + plan.to() + " to " + (plan.to() - 1));

      Configured changed = TrainingLog.configured(TestPipelines.named("trimmed", 0.2), "c1");
      String refusal =
          CommandAppender.refusal(
              new Command("c1", 1, 1, "me", new Command.Configure(changed)),
              log.history(classroom.snapshots()).inForce(),
              true);
      assertThat(refusal)
          .isEqualTo(
              "learner.rate: this file says 0.2, the log 0.1 (replay): the log must be replayed,"
                  + " and its beginning was pruned: set a new `generation:`");
      assertThat(log.isPruned()).isTrue();
      TrainingLog ofNewFile =
          new TrainingLog(
              classroom.client, new PipelineTopics(TestPipelines.named("trimmed", 0.2)));
      assertThatThrownBy(() -> ofNewFile.configure(classroom.snapshots()))
          .isInstanceOf(LogRefusedException.class)
          .hasMessageContaining("learner.rate: this file says 0.2, the log 0.1 (replay)")
          .hasMessageContaining("or a replay of this log, whose beginning was pruned");
    }
  }

  @Test
  void goesNoFurtherThanTheOldestSnapshotThatIsKept() {
    try (Classroom classroom = Classroom.configured(broker, "further")) {
      learn(classroom);
      Pruning pruning = pruning(classroom);
      long oldest = pruning.plan(Optional.empty(), LATER, KEEP).to();
      Pruning.Plan further = pruning.plan(Optional.of(oldest + 1), LATER, KEEP);
      assertThat(further.refusal().orElseThrow())
          .startsWith("--to = " + (oldest + 1) + ", expected " + oldest + " or less");
      assertThatThrownBy(() -> pruning.carryOut(further, "test"))
          .isInstanceOf(IllegalStateException.class);
      assertThat(pruning.plan(Optional.of(10L), LATER, KEEP).refusal()).isEmpty();
    }
  }

  @Test
  void leavesTheLogAsItIsUntilASnapshotIsOlderThanTheAuditPeriod() {
    try (Classroom classroom = Classroom.configured(broker, "young")) {
      learn(classroom);
      Pruning pruning = pruning(classroom);
      Pruning.Plan plan = pruning.plan(Optional.empty(), Instant.now(), KEEP);
      assertThat(plan.refusal()).isEmpty();
      assertThat(plan.to()).isEqualTo(-1);
      assertThat(pruning.plan(Optional.of(10L), Instant.now(), KEEP).refusal().orElseThrow())
          .startsWith("--to = 10, but no snapshot is older than")
          .endsWith("nothing of the log may go yet; wait, or set a shorter audit_keep");
      pruning.carryOut(plan, "test");
      Replay replay = new Replay(classroom.client, classroom.topics, classroom.prepared.log());
      Replay.Past early = replay.to(50, Progress.NONE);
      assertThat(early.from()).isEmpty();
      assertThat(early.pupil().replica().examples()).isBetween(1L, 50L);
    }
  }

  @Test
  void deletesNothingWhenSettingsWerePutInForceSinceItWasPlanned() {
    Configured changed =
        TrainingLog.configured(Classroom.file("meanwhile", "learner.rate=0.2"), "c1");
    try (Classroom classroom = Classroom.configured(broker, Classroom.file("meanwhile"))) {
      learn(classroom);
      Pruning pruning = pruning(classroom);
      Pruning.Plan plan = pruning.plan(Optional.empty(), LATER, KEEP);
      assertThat(plan.refusal()).isEmpty();
      classroom.write(
          new Commanded(new Command("c1", 1, 1, "me", new Command.Configure(changed)), ""));
      assertThatThrownBy(() -> pruning.carryOut(plan, "test"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("since the plan was made, expected none: nothing was deleted");
      assertThat(pruning.plan(Optional.empty(), LATER, KEEP).begin()).isEqualTo(plan.begin());
    }
  }

  @Test
  void isRefusedWhileAnInstanceScoresWithAnOlderVersion() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "stands")) {
      learn(classroom);
      Pruning pruning = pruning(classroom);
      long oldest = pruning.plan(Optional.empty(), LATER, KEEP).to();
      ModelVersion stands = new ModelVersion(classroom.prepared.log(), 1, oldest - 1);
      InstanceReport report =
          new InstanceReport(
              "frozen",
              stands,
              7,
              false,
              Optional.empty(),
              LATER.minus(Duration.ofHours(1)).toEpochMilli(),
              "",
              Optional.empty());
      try (var producer = Clients.writer(classroom.client, classroom.topics.replicas(), Map.of())) {
        String topic = classroom.topics.replicas().name();
        producer.send(new ProducerRecord<>(topic, 0, "frozen", report)).get();
        assertThat(pruning.plan(Optional.empty(), LATER, KEEP).refusal().orElseThrow())
            .startsWith("instance frozen was at version " + stands + " at ")
            .contains("expected none before offset " + oldest + ":")
            .endsWith("or say --to " + (oldest - 1));
        assertThat(pruning.plan(Optional.of(oldest - 1), LATER, KEEP).refusal()).isEmpty();
        assertThat(pruning.plan(Optional.empty(), LATER.plus(Duration.ofDays(1)), KEEP).refusal())
            .isEmpty();
        producer.send(new ProducerRecord<>(topic, 0, "frozen", null)).get();
      }
      assertThat(pruning.plan(Optional.empty(), LATER, KEEP).refusal()).isEmpty();
    }
  }

  @Test
  void isRefusedWhereTheLogIsAllThereIs() {
    try (Classroom classroom = Classroom.configured(broker, "only")) {
      classroom.teach(Classroom.examples(1, 50));
      assertThat(pruning(classroom).plan(Optional.empty(), LATER, KEEP).refusal())
          .contains(
              "found no snapshot of only-g1-training-log, expected one: without it the log is all"
                  + " there is of the model");
    }
  }

  @Test
  void isRefusedWhereTheSnapshotIsNotWhatItSays() {
    try (Classroom classroom = Classroom.configured(broker, "forged")) {
      classroom.teach(Classroom.examples(1, 50));
      try (SnapshotWriter writer = new SnapshotWriter(classroom.client, classroom.topics, "test")) {
        var unused =
            writer.write(
                classroom.copy(new ModelVersion(classroom.prepared.log(), 1, 11), 10, new byte[10]),
                System.currentTimeMillis());
      }
      classroom.settle(classroom.topics.snapshots().name());
      assertThat(pruning(classroom).plan(Optional.empty(), LATER, KEEP).refusal()).isPresent();
    }
  }

  @Test
  void waitsForSettingsWithoutASnapshotOfTheirFirstVersionToLeaveTheAuditPeriod() {
    Configured changed = TrainingLog.configured(Classroom.file("gap", "learner.rate=0.2"), "c1");
    try (Classroom classroom = Classroom.configured(broker, Classroom.file("gap"))) {
      learn(classroom);
      Instant issued = Instant.now();
      classroom.write(
          new Commanded(
              new Command("c1", 1, issued.toEpochMilli(), "me", new Command.Configure(changed)),
              ""));
      PipelineTopics file = new PipelineTopics(Classroom.file("gap", "learner.rate=0.2"));
      Duration sinceIssued = Duration.between(issued, LATER);
      Pruning pruning = new Pruning(classroom.client, file, classroom.prepared.log());
      assertThat(pruning.plan(Optional.empty(), LATER, sinceIssued).refusal().orElseThrow())
          .contains("have no snapshot of that version");
      try (ReplicaReader student = classroom.student(file, "b", 1_000_000)) {
        await().atMost(PATIENCE).until(student::ready);
        awaitSnapshot(classroom, 550);
      }
      classroom.settle(classroom.topics.snapshots().name());
      assertThat(pruning.plan(Optional.empty(), LATER, sinceIssued).refusal()).isEmpty();
    }
  }
}
