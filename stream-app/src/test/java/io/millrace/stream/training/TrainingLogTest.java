package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.pipeline.Change;
import io.millrace.model.pipeline.Difference;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.TestPipelines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
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
            "arithmetic of the learners (it changes with the version of Millrace): this file says"
                + " 1, the log 99");
  }

  @Test
  void hasTheOffsetOfItsLastRecordThoughMarkersAndAbortedRecordsFollow() {
    try (Classroom classroom = Classroom.configured(broker, "end")) {
      TrainingLog log = new TrainingLog(classroom.client, classroom.topics);
      assertThat(log.lastOffset()).isZero();
      // 0 settings, 1 marker, 2 to 4 examples, 5 marker, 6 to 205 aborted, 206 marker
      classroom.teach(Classroom.examples(1, 3));
      classroom.abort(Classroom.examples(2, 200));
      assertThat(log.lastOffset()).isEqualTo(4);
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
