package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.event.Example;
import io.millrace.model.replica.Replica;
import io.millrace.stream.topic.InstanceReport;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A replica that reads the log")
class ReplicaReaderTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long NEVER = 1_000_000_000;
  private static EmbeddedKafka broker;

  @BeforeAll
  static void start() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static void awaitVersion(ReplicaReader student, long offset) {
    await().atMost(PATIENCE).until(() -> student.version().offset() == offset);
  }

  private static Map<String, InstanceReport> reports(Classroom classroom) {
    Map<String, InstanceReport> reports = new TreeMap<>();
    try (Partition<String, InstanceReport> topic =
        new Partition<>(classroom.client, classroom.topics.replicas(), 0)) {
      topic.read(
          topic.begin(),
          topic.end(),
          record -> {
            reports.put(record.key(), record.value());
            if (record.value() == null) reports.remove(record.key());
            return true;
          });
    }
    return reports;
  }

  @Test
  void hasCaughtUpWithALogThatHoldsNothingButItsSettings() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "nothing");
        ReplicaReader student = classroom.student("a", NEVER)) {
      assertThat(student.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(student.version().offset()).isZero();
      assertThat(student.version().log()).isEqualTo(classroom.prepared.log());
      assertThat(student.examples()).isZero();
      assertThat(student.ready()).isTrue();
      assertThat(student.problem()).isEmpty();
    }
  }

  @Test
  void tellsHowLongEachLessonTookIfAsked() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "stopwatch");
        ReplicaReader student = classroom.student("a", NEVER)) {
      AtomicInteger told = new AtomicInteger();
      student.timeLessons(
          nanos -> {
            if (nanos >= 0) told.incrementAndGet();
          });
      classroom.teach(Classroom.examples(1, 10));
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(told).hasValue(10));
    }
  }

  @Test
  void isTheVersionOfItsLastRecordThoughAbortedRecordsAndMarkersFollow() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "markers")) {
      List<Example> first = Classroom.examples(1, 10);
      List<Example> second = Classroom.examples(2, 20);
      // 0 settings, 1 marker, 2-11 taught, 12 marker, 13-17 aborted, 18 marker, 19-38 taught,
      // 39 marker, 40-44 aborted, 45 marker
      classroom.teach(first);
      classroom.abort(Classroom.examples(3, 5));
      classroom.teach(second);
      classroom.abort(Classroom.examples(4, 5));
      try (ReplicaReader student = classroom.student("a", NEVER)) {
        assertThat(student.awaitCaughtUp(PATIENCE)).isTrue();
        assertThat(student.version().offset()).isEqualTo(38);
        assertThat(student.examples()).isEqualTo(30);
        assertThat(student.lag()).isZero();
        List<Example> all = new ArrayList<>(first);
        all.addAll(second);
        assertThat(student.digest())
            .isEqualTo(new ReplicaDigest(student.version(), classroom.digestOf(all), 30));
      }
    }
  }

  @Test
  void answersAsAReplicaThatKnowsNoKafka() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "answers")) {
      List<Example> examples = Classroom.examples(5, 500);
      classroom.teach(examples);
      Replica naive = Replica.of(classroom.topics.pipeline());
      examples.forEach(naive::learn);
      float[] event = Classroom.values(390, "FR");
      try (ReplicaReader student = classroom.student("a", NEVER)) {
        assertThat(student.awaitCaughtUp(PATIENCE)).isTrue();
        Answer answer = student.answer(event, List.of("FR"), 2);
        assertThat(answer.raw()).isEqualTo(naive.scorer().raw(event));
        assertThat(answer.threshold()).isEqualTo(naive.threshold());
        assertThat(answer.reasons())
            .hasSize(2)
            .isEqualTo(naive.scorer().reasons(event, List.of("FR"), 2));
        assertThat(answer.version()).isEqualTo(student.version());
      }
    }
  }

  @Test
  void givesEachVersionItsOwnScoreHoweverManyAskWhileItLearns() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "concurrent")) {
      List<Example> examples = Classroom.examples(6, 3_000);
      float[] event = Classroom.values(390, "FR");
      double[] scoreAfter = new double[examples.size() + 1];
      Replica naive = Replica.of(classroom.topics.pipeline());
      for (int i = 0; i <= examples.size(); i++) {
        scoreAfter[i] = naive.scorer().raw(event);
        if (i < examples.size()) naive.learn(examples.get(i));
      }
      try (ReplicaReader student = classroom.student("a", NEVER)) {
        assertThat(student.awaitCaughtUp(PATIENCE)).isTrue();
        List<CompletableFuture<List<Answer>>> askers = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
          askers.add(CompletableFuture.supplyAsync(() -> ask(student, event, 3_001)));
        }
        classroom.teach(examples);
        for (CompletableFuture<List<Answer>> asker : askers) {
          // The settings are at 0, a marker at 1: example n is at offset n + 2.
          assertThat(asker.join())
              .allSatisfy(
                  answer ->
                      assertThat(answer.raw())
                          .isEqualTo(scoreAfter[(int) Math.max(0, answer.version().offset() - 1)]));
        }
      }
    }
  }

  private static List<Answer> ask(ReplicaReader student, float[] event, long until) {
    List<Answer> answers = new ArrayList<>();
    do {
      answers.add(student.answer(event, List.of("FR"), 0));
    } while (answers.get(answers.size() - 1).version().offset() < until);
    return answers;
  }

  @Test
  void goesOnFromItsSnapshotAfterARestartAndIsTheSameAsOneThatReadEverything() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "restart")) {
      List<Example> examples = Classroom.examples(7, 1_050);
      classroom.teach(examples.subList(0, 700));
      try (ReplicaReader student = classroom.student("a", 100)) {
        awaitVersion(student, 701);
        await().atMost(PATIENCE).until(() -> student.lastSnapshot().isPresent());
      }
      classroom.settle(classroom.topics.snapshots().name());
      List<Snapshot> written = classroom.snapshots().list();
      assertThat(written)
          .isNotEmpty()
          .allSatisfy(snapshot -> assertThat(snapshot.manifest().examples() % 100).isZero());

      classroom.teach(examples.subList(700, 1_050));
      try (ReplicaReader student = classroom.student("a", NEVER)) {
        assertThat(student.awaitCaughtUp(PATIENCE)).isTrue();
        assertThat(student.lastSnapshot()).isPresent();
        assertThat(student.digest().sha256()).isEqualTo(classroom.digestOf(examples));
      }
    }
  }

  @Test
  void reportsWhereItIsAndTakesItselfOffWhenItCloses() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "reports")) {
      try (ReplicaReader student = classroom.student("a", NEVER)) {
        assertThat(student.awaitCaughtUp(PATIENCE)).isTrue();
        classroom.teach(Classroom.examples(8, 5));
        long last = new TrainingLog(classroom.client, classroom.topics).lastOffset();
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  InstanceReport report = reports(classroom).get("a");
                  assertThat(report.version().offset()).isEqualTo(last);
                  assertThat(report.caughtUp()).isTrue();
                  assertThat(report.examples()).isEqualTo(5);
                  assertThat(report.http()).isEqualTo("localhost:1");
                });
      }
      assertThat(reports(classroom)).isEmpty();
    }
  }

  @Test
  void staysUnreadyAndServesWhatItKnewWhenTheLogsSettingsChange() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "redeployed");
        ReplicaReader student = classroom.student("a", NEVER)) {
      List<Example> examples = Classroom.examples(9, 5);
      classroom.teach(examples);
      awaitVersion(student, 6);
      await().atMost(PATIENCE).until(student::ready);
      LogRecord.Configured ours = TrainingLog.expected(classroom.topics.pipeline());
      classroom.write(
          new LogRecord.Configured(
              ours.settings().replace("learner.rate = 0.1", "learner.rate = 0.3"),
              ours.featureSet(),
              ours.learnerArithmetic(),
              1,
              "second",
              ""));
      classroom.teach(Classroom.examples(10, 5));
      await().atMost(PATIENCE).until(() -> student.problem().isPresent());
      assertThat(student.problem().get()).contains("learner.rate: this file says 0.1, the log 0.3");
      assertThat(student.ready()).isFalse();
      assertThat(student.caughtUp()).isFalse();
      assertThat(student.version().offset()).isEqualTo(6);
      assertThat(student.digest().sha256()).isEqualTo(classroom.digestOf(examples));
    }
  }

  @Test
  void refusesExamplesOfAnotherFeatureSet() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "foreign");
        ReplicaReader student = classroom.student("a", NEVER)) {
      classroom.write(new LogRecord.Lesson(Classroom.examples(11, 1).get(0), 4711));
      await().atMost(PATIENCE).until(() -> student.problem().isPresent());
      assertThat(student.problem().get())
          .contains("foreign-g1-training-log at offset 2: an example of the feature set 1267");
      assertThat(student.examples()).isZero();
    }
  }

  @Test
  void saysThatNothingReachesALogWhoseBeginningWasDeleted() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "pruned")) {
      classroom.teach(Classroom.examples(12, 20));
      try (Admin admin = Admin.create(classroom.client)) {
        TopicPartition log = new TopicPartition("pruned-g1-training-log", 0);
        admin.deleteRecords(Map.of(log, RecordsToDelete.beforeOffset(10))).all().get();
      }
      try (ReplicaReader student = classroom.student("a", NEVER)) {
        await().atMost(PATIENCE).until(() -> student.problem().isPresent());
        assertThat(student.problem().get())
            .contains("begins at offset 10 and no whole snapshot reaches it");
        assertThat(student.ready()).isFalse();
      }
    }
  }

  @Test
  void learnsNothingFromATopicThatWasMadeAgain() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "again");
        ReplicaReader student =
            new ReplicaReader(
                classroom.client,
                classroom.topics,
                "the-id-before",
                new ReplicaSettings(
                    "a", NEVER, () -> false, () -> "", Optional.empty(), Keeping.DEFAULT))) {
      student.start();
      await().atMost(PATIENCE).until(() -> student.problem().isPresent());
      assertThat(student.problem().get())
          .contains("again-g1-training-log has the id " + classroom.prepared.log())
          .contains("expected the-id-before: it was deleted and made again");
    }
  }

  @Test
  void followsAgainAfterTheBrokerWasAway() throws Exception {
    try (EmbeddedKafka own = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
        Classroom classroom = Classroom.configured(own, "away");
        ReplicaReader student = classroom.student("a", NEVER)) {
      List<Example> examples = Classroom.examples(13, 20);
      classroom.teach(examples.subList(0, 10));
      awaitVersion(student, 11);
      own.stop();
      own.start();
      classroom.teach(examples.subList(10, 20));
      await().atMost(PATIENCE).until(() -> student.examples() == 20);
      assertThat(student.digest().sha256()).isEqualTo(classroom.digestOf(examples));
    }
  }
}
