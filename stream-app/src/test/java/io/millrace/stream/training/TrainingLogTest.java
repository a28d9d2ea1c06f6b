package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.event.Example;
import io.millrace.model.pipeline.Change;
import io.millrace.model.pipeline.Difference;
import io.millrace.model.replica.Replica;
import io.millrace.model.state.StateReader;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.TestPipelines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The training log")
class TrainingLogTest {
  private static EmbeddedKafka broker;

  @BeforeAll
  static void start() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static List<LogRecord> records(Classroom classroom) {
    classroom.settle(classroom.topics.trainingLog().name());
    List<LogRecord> records = new ArrayList<>();
    try (Partition<String, LogRecord> log =
        new Partition<>(classroom.client, classroom.topics.trainingLog(), 0)) {
      log.read(log.begin(), log.end(), record -> records.add(record.value()));
    }
    return records;
  }

  @Test
  void beginsWithThePipelinesSettings() {
    try (Classroom classroom = Classroom.configured(broker, "begins")) {
      assertThat(records(classroom))
          .containsExactly(TrainingLog.expected(classroom.topics.pipeline()));
    }
  }

  @Test
  void isConfiguredOnceThoughSixInstancesStartAtOnce() {
    try (Classroom classroom = new Classroom(broker, "raced")) {
      ExecutorService instances = Executors.newFixedThreadPool(6);
      List<CompletableFuture<LogRecord.Configured>> all =
          IntStream.range(0, 6)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () ->
                              new TrainingLog(classroom.client, classroom.topics)
                                  .configure(classroom.snapshots())
                                  .inForce()
                                  .orElseThrow(),
                          instances))
              .toList();
      LogRecord.Configured expected = TrainingLog.expected(classroom.topics.pipeline());
      assertThat(all).allSatisfy(one -> assertThat(one.join()).isEqualTo(expected));
      instances.shutdown();

      assertThat(records(classroom)).containsExactly(expected);
    }
  }

  @Test
  void isRefusedWithTheDifferencesWhenTheFileNeedsANewGeneration() {
    try (Classroom classroom = Classroom.configured(broker, "changed")) {
      PipelineTopics changed = new PipelineTopics(TestPipelines.named("changed", 0.2, 4, null));
      assertThatThrownBy(
              () -> new TrainingLog(classroom.client, changed).configure(classroom.snapshots()))
          .isInstanceOfSatisfying(
              LogRefusedException.class,
              e ->
                  assertThat(e.differences())
                      .extracting(Difference::key)
                      .containsExactly("learner.rate", "partitions"))
          .hasMessageContaining("training log changed-g1-training-log was made with other settings")
          .hasMessageContaining("learner.rate: this file says 0.2, the log 0.1 (replay)")
          .hasMessageContaining("partitions: this file says 4, the log 3 (generation)")
          .hasMessageContaining("set a new `generation:`");
      assertThat(records(classroom)).hasSize(1);
    }
  }

  @Test
  void letsAnInstanceWaitWhoseSettingsCanBeDeployed() {
    try (Classroom classroom = Classroom.configured(broker, "deployable")) {
      PipelineTopics changed = new PipelineTopics(TestPipelines.named("deployable", 0.2));
      LogHistory history =
          new TrainingLog(classroom.client, changed).configure(classroom.snapshots());
      assertThat(TrainingLog.differences(changed.pipeline(), history.inForce().orElseThrow()))
          .hasToString("[learner.rate: this file says 0.2, the log 0.1]");
      assertThat(records(classroom)).hasSize(1);
    }
  }

  @Test
  void saysThatAnotherArithmeticOfTheLearnersReplaysIt() {
    LogRecord.Configured ours = TrainingLog.expected(TestPipelines.named("arithmetic"));
    LogRecord.Configured theirs =
        new LogRecord.Configured(ours.settings(), ours.featureSet(), 99, 1, "first", "");
    assertThat(TrainingLog.differences(ours, theirs))
        .singleElement()
        .satisfies(difference -> assertThat(difference.change()).isEqualTo(Change.REPLAY))
        .hasToString(
            "arithmetic of the learners (it changes with the version of Millrace): this file says "
                + ours.learnerArithmetic()
                + ", the log 99");
  }

  @Test
  void hasTheOffsetOfItsLastRecordThoughMarkersAndAbortedRecordsFollow() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "end")) {
      TrainingLog log = new TrainingLog(classroom.client, classroom.topics);
      assertThat(log.lastOffset()).isZero();
      // 0 settings, 1 marker, 2 to 4 examples, 5 marker, 6 to 205 aborted, 206 marker
      classroom.teach(Classroom.examples(1, 3));
      classroom.abort(Classroom.examples(2, 200));
      assertThat(log.lastOffset()).isEqualTo(4);
      TopicPartition partition = new TopicPartition(classroom.topics.trainingLog().name(), 0);
      try (Admin admin = Admin.create(classroom.client)) {
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(5))).all().get();
      }
      assertThat(log.lastOffset()).as("the last that was pruned").isEqualTo(4);
    }
  }

  /** What a version of another log knows, and the replicas of the log that begins with it. */
  @Test
  void beginsWithAModelThatExists() throws Exception {
    try (Classroom source = Classroom.configured(broker, Classroom.file("source"));
        Classroom started = new Classroom(broker, Classroom.file("started"))) {
      source.teach(Classroom.examples(1, 60), Classroom.examples(2, 40));
      PastModel past =
          PastModel.at(source.client, source.topics, source.prepared.log(), 61, Progress.NONE);
      Beginning beginning = Beginning.of(started.topics.pipeline(), past);
      assertThat(beginning.learners()).containsExactly("logistic");
      assertThat(beginning.from())
          .startsWith("version 61 of source, generation 1 (log ")
          .endsWith(", 60 examples)");
      new TrainingLog(started.client, started.topics)
          .begin(beginning.state(), beginning.from(), "s1", "ann");
      started.settle(started.topics.trainingLog().name());

      float[] event = Classroom.values(390, "FR");
      List<Example> later = Classroom.examples(3, 50);
      try (ReplicaReader student = started.student("a", 20)) {
        assertThat(student.awaitCaughtUp(Duration.ofSeconds(30))).isTrue();
        assertThat(student.examples()).isZero();
        assertThat(student.answer(event, List.of("FR"), 0).raw())
            .isEqualTo(past.replica().scorer().raw(event));
        started.teach(later);
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> student.examples() == 50 && student.lastSnapshot().isPresent());

        Replica expected = Replica.of(started.topics.pipeline());
        expected.begin(new StateReader(beginning.state()));
        later.forEach(expected::learn);
        String digest = HexFormat.of().formatHex(expected.digest());
        assertThat(student.digest().sha256()).isEqualTo(digest);

        Replay replay = new Replay(started.client, started.topics, started.prepared.log());
        Replay.Past fromSnapshot = replay.to(student.version().offset(), Progress.NONE);
        assertThat(fromSnapshot.from()).isPresent();
        assertThat(Sha256.of(fromSnapshot.pupil().copy().bytes())).isEqualTo(digest);
        Replay.Past fromLog = replay.fresh(student.version().offset(), Progress.NONE);
        assertThat(fromLog.replayed()).isEqualTo(50);
        assertThat(Sha256.of(fromLog.pupil().copy().bytes())).isEqualTo(digest);
      }
      assertThat(new Commands(started.client, started.topics).inLog(started.prepared.log()))
          .extracting(LogEntry::kind, LogEntry::id, LogEntry::by)
          .containsExactly(tuple("configure", "first", ""), tuple("start", "s1", "ann"));
    }
  }

  @Test
  void beginsWithNoModelOnceItHasBegun() {
    try (Classroom classroom = Classroom.configured(broker, "begun")) {
      TrainingLog log = new TrainingLog(classroom.client, classroom.topics);
      assertThatThrownBy(() -> log.begin(new byte[] {1}, "nowhere", "s1", "ann"))
          .isInstanceOf(LogRefusedException.class)
          .hasMessageContaining("begun-g1-training-log has begun already, expected an empty one")
          .hasMessageContaining("Set `generation: 2`");
      assertThat(records(classroom)).hasSize(1);
    }
  }

  @Test
  void beginsWithNoModelOfAnotherPipeline() {
    try (Classroom source = Classroom.configured(broker, Classroom.file("apart"))) {
      PastModel past =
          PastModel.atEnd(source.client, source.topics, source.prepared.log(), Progress.NONE);
      assertThatThrownBy(
              () ->
                  Beginning.of(
                      Classroom.file("other", "learner.rate=0.2", "labels.after=9d"), past))
          .hasMessageContaining("version 0 of apart, generation 1")
          .hasMessageContaining(
              "knows another model:\n  learner.rate: 0.2 here, 0.1 there\nexpected");
      assertThatThrownBy(() -> Beginning.of(TestPipelines.named("others"), past))
          .hasMessageContaining("crosses: ");
    }
  }

  @Test
  void isNotLearntWhereItsModelIsDamaged() {
    try (Classroom classroom = Classroom.configured(broker, "damaged")) {
      Command.Start start = new Command.Start("there", 3, "00".repeat(32));
      classroom.write(new LogRecord.StartPart(new byte[] {1, 2, 3}));
      classroom.write(new LogRecord.Commanded(new Command("s", 1, 1, "ann", start), ""));
      try (ReplicaReader student = classroom.student("a", 1000)) {
        await().atMost(Duration.ofSeconds(30)).until(() -> student.problem().isPresent());
        assertThat(student.problem().get())
            .contains("the model that the start at offset 4 begins with has 3 bytes of digest ")
            .contains("expected 3 of 0000");
        assertThat(student.ready()).isFalse();
      }
    }
  }

  @Test
  void hasNoLastRecordWhileItIsEmpty() {
    try (Classroom classroom = new Classroom(broker, "empty")) {
      TrainingLog log = new TrainingLog(classroom.client, classroom.topics);
      assertThat(log.lastOffset()).isEqualTo(-1);
      assertThat(log.isEmpty()).isTrue();
    }
  }
}
