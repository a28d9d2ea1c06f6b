package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Example;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.Replica;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ScoredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A changed pipeline")
class DeployTest {
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

  private static Command configure(Pipeline pipeline, String id) {
    return new Command(
        id,
        pipeline.generation(),
        1,
        "me",
        new Command.Configure(TrainingLog.configured(pipeline, id)));
  }

  private static void awaitDigest(ReplicaReader student, String digest) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(student.ready()).isTrue();
              assertThat(student.digest().sha256()).isEqualTo(digest);
            });
  }

  @Test
  void waitsForItsSettingsToBeDeployedThenReplaysTheLogAndTheOldOneStopsWhereItWas()
      throws Exception {
    Pipeline old = Classroom.file("rolled");
    Pipeline changed =
        Classroom.file(
            "rolled",
            "learner.rate=0.3",
            "features[0].bins=[8]",
            "features[3]={cross: [[amount, country], [amount, ratio(amount)]]}");
    PipelineTopics newFile = new PipelineTopics(changed);
    List<Example> first = Classroom.examples(1, 300);
    List<Example> second = Classroom.examples(2, 200);
    List<Example> third = Classroom.examples(3, 100);
    List<Example> all = new ArrayList<>(first);
    try (Classroom classroom = Classroom.configured(broker, old);
        ReplicaReader serving = classroom.student("a", NEVER);
        CommandAppender one = classroom.appender(classroom.topics, serving)) {
      classroom.teach(first);
      try (ReplicaReader waiting = classroom.student(newFile, "b", NEVER);
          CommandAppender other = classroom.appender(newFile, waiting)) {
        await().atMost(PATIENCE).until(() -> waiting.problem().isPresent());
        assertThat(waiting.problem().get())
            .contains("the pipeline file differs from the settings in force")
            .contains("rolled-g1-training-log, offset 0")
            .contains("learner.rate: this file says 0.3, the log 0.1 (replay)")
            .contains("millrace deploy");
        assertThat(waiting.ready()).isFalse();
        assertThat(waiting.differences()).hasSize(4);
        awaitDigest(serving, classroom.digestOf(first));

        Commands commands = new Commands(classroom.client, classroom.topics);
        commands.send(configure(changed, "c1"));
        commands.send(configure(changed, "c1"));
        LogEntry entry = commands.await("c1", classroom.prepared.log(), PATIENCE).orElseThrow();
        assertThat(entry.refusal()).isEmpty();
        assertThat(entry.said()).contains("learner.rate: 0.1 -> 0.3");
        awaitDigest(waiting, Classroom.digestOf(changed, first));
        await().atMost(PATIENCE).until(() -> serving.problem().isPresent());
        assertThat(serving.ready()).isFalse();
        assertThat(serving.digest().sha256()).isEqualTo(classroom.digestOf(first));
        assertThat(serving.version().offset()).isLessThan(entry.offset());
        assertThat(waiting.version().offset()).isEqualTo(entry.offset());

        classroom.teach(second);
        all.addAll(second);
        awaitDigest(waiting, Classroom.digestOf(changed, all));
        assertThat(serving.digest().sha256()).isEqualTo(classroom.digestOf(first));

        // And back: the one that stopped learns what it missed, the other stops.
        commands.send(configure(old, "c2"));
        awaitDigest(serving, classroom.digestOf(all));
        await().atMost(PATIENCE).until(() -> !waiting.ready());
        classroom.teach(third);
        all.addAll(third);
        awaitDigest(serving, classroom.digestOf(all));
        assertThat(classroom.commandsInLog()).containsExactly("c1", "c2");
        await().atMost(PATIENCE).until(() -> one.repeated() == 1 && other.repeated() == 1);
        assertThat(commands.inLog(classroom.prepared.log()))
            .extracting(LogEntry::id)
            .containsExactly("first", "c1", "c2");
      }
    }
  }

  @Test
  void reachesAServiceThatWasStopped() throws Exception {
    Pipeline old = Classroom.file("stopped");
    Pipeline changed =
        Classroom.file("stopped", "decide.alert_budget=50/day", "labels.positive=[1, 2]");
    try (Classroom classroom = Classroom.configured(broker, old)) {
      classroom.teach(Classroom.examples(4, 200));
      Commands commands = new Commands(classroom.client, classroom.topics);
      commands.send(configure(changed, "c1"));
      PipelineTopics newFile = new PipelineTopics(changed);
      try (ReplicaReader waiting = classroom.student(newFile, "b", NEVER);
          CommandAppender appender = classroom.appender(newFile, waiting)) {
        awaitDigest(waiting, Classroom.digestOf(changed, Classroom.examples(4, 200)));
        assertThat(appender.pending()).isZero();
      }
    }
  }

  @Test
  void isRefusedInTheLogWhenItNeedsANewGeneration() throws Exception {
    Pipeline old = Classroom.file("layout");
    Pipeline changed = Classroom.file("layout", "labels.after=8d", "learner.rate=0.2");
    try (Classroom classroom = Classroom.configured(broker, old);
        ReplicaReader serving = classroom.student("a", NEVER);
        CommandAppender appender = classroom.appender(classroom.topics, serving)) {
      Commands commands = new Commands(classroom.client, classroom.topics);
      commands.send(configure(changed, "c1"));
      LogEntry entry = commands.await("c1", classroom.prepared.log(), PATIENCE).orElseThrow();
      assertThat(entry.refusal())
          .isEqualTo(
              "labels.after: this file says PT192H, the log PT168H (generation): undo it, or set a"
                  + " new `generation:`");
      await().atMost(PATIENCE).until(() -> serving.version().offset() == entry.offset());
      assertThat(serving.ready()).isTrue();
      assertThat(appender.pending()).isZero();
    }
  }

  /** Labels that wait, and closed events, hold the place of a channel, not its name. */
  @Test
  void isRefusedWhereItTakesAChannelAwayFromLabelsThatAreKept() {
    Pipeline two = Classroom.file("parties", "labels.channels={field: by, order: [a, b]}");
    Pipeline one = Classroom.file("parties", "labels.channels={field: by, order: [a]}");
    Optional<LogRecord.Configured> inForce = Optional.of(TrainingLog.expected(two));
    assertThat(CommandAppender.refusal(configure(one, "c1"), inForce, false))
        .isEqualTo(
            "labels.channels.order: this file says [a], the log [a, b] (generation): undo it, or"
                + " set a new `generation:`");
    inForce = Optional.of(TrainingLog.expected(one));
    assertThat(CommandAppender.refusal(configure(two, "c2"), inForce, true)).isEmpty();
  }

  @Test
  void promotesALearnerAtItsPlaceInTheLogAndAnyVersionFindsWhoServedThen() throws Exception {
    Pipeline two =
        Classroom.file(
            "promoted",
            "learner=null",
            "learners=[{name: slow, kind: logistic, update: ftrl, rate: 0.1, hash_bits: 12},"
                + " {name: quick, kind: logistic, update: ftrl, rate: 0.5, hash_bits: 12}]");
    float[] event = Classroom.values(390, "FR");
    try (Classroom classroom = Classroom.configured(broker, two);
        ReplicaReader serving = classroom.student("a", NEVER);
        CommandAppender one = classroom.appender(classroom.topics, serving)) {
      classroom.teach(Classroom.examples(1, 100));
      await().atMost(PATIENCE).until(() -> serving.ready() && serving.examples() == 100);
      Answer slow = serving.answer(event, List.of("FR"), 0);
      Commands commands = new Commands(classroom.client, classroom.topics);
      commands.send(new Command("p1", 1, 1, "me", new Command.Promote("quick", true)));
      await().atMost(PATIENCE).until(() -> champion(serving).equals("quick"));
      Answer quick = serving.answer(event, List.of("FR"), 0);
      assertThat(quick.raw()).isEqualTo(slow.rawScores()[1]).isNotEqualTo(slow.raw());
      assertThat(quick.models()[0]).isEqualTo(slow.models()[1]);

      classroom.teach(Classroom.examples(2, 50));
      commands.send(new Command("p2", 1, 2, "me", new Command.Rollback()));
      await()
          .atMost(PATIENCE)
          .until(() -> champion(serving).equals("slow") && serving.examples() == 150);

      Replay replay = new Replay(classroom.client, classroom.topics, classroom.prepared.log());
      assertThat(rawAt(replay, slow, event)).isEqualTo(slow.raw());
      assertThat(rawAt(replay, quick, event)).isEqualTo(quick.raw());
      Standing standing =
          Standing.atEnd(
              classroom.client, classroom.topics, classroom.prepared.log(), Progress.NONE);
      assertThat(standing.held()).isTrue();
      assertThat(standing.learners())
          .extracting(Standing.Learner::name, Standing.Learner::serves)
          .containsExactly(tuple("slow", true), tuple("quick", false));
      assertThat(standing.history())
          .extracting(change -> change.from() + " to " + change.to())
          .containsExactly("slow to quick", "quick to slow");
      assertThat(standing.importance()).isNotEmpty();
    }
  }

  private static String champion(ReplicaReader reader) {
    return reader.read((replica, version) -> replica.champion().name());
  }

  private static double rawAt(Replay replay, Answer answer, float[] event) {
    Pupil then = replay.to(answer.version().offset(), Progress.NONE).pupil();
    return then.model(Replica.class).scorer().raw(event);
  }

  @Test
  void takesAnOperatorsThresholdAtItsPlaceInTheLog() throws Exception {
    List<Example> examples = Classroom.examples(5, 300);
    try (Classroom classroom = Classroom.configured(broker, Classroom.file("alerts"));
        ReplicaReader serving = classroom.student("a", NEVER);
        CommandAppender appender = classroom.appender(classroom.topics, serving)) {
      classroom.teach(examples);
      awaitDigest(serving, classroom.digestOf(examples));
      double own = serving.read((replica, version) -> replica.threshold());
      Commands commands = new Commands(classroom.client, classroom.topics);
      commands.send(Classroom.threshold("t1", 0.875));
      commands.send(Classroom.threshold("t2", 1.5));
      assertThat(commands.await("t2", classroom.prepared.log(), PATIENCE)).isPresent();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  serving.answer(Classroom.values(1, "FR"), List.of("FR"), 0).threshold() == 0.875);
      try (ReplicaReader another = classroom.student("b", NEVER)) {
        awaitDigest(another, serving.digest().sha256());
      }
      commands.send(new Command("t3", 1, 3, "me", new Command.ReleaseThreshold()));
      awaitDigest(serving, classroom.digestOf(examples));
      double released = serving.read((replica, version) -> replica.threshold());
      assertThat(released).isEqualTo(own);
      assertThat(commands.inLog(classroom.prepared.log()))
          .extracting(LogEntry::said, LogEntry::refusal)
          .contains(tuple("1.5", "threshold = 1.5, expected 0 to 1"));
    }
  }

  @Test
  void leavesEveryScoreProvableUnderTheSettingsThatMadeIt() throws Exception {
    Pipeline old = Classroom.file("proved");
    Pipeline changed =
        Classroom.file(
            "proved",
            "learner.update=adagrad",
            "features[3]={cross: [[amount, country], [amount, ratio(amount)]]}");
    PipelineTopics newFile = new PipelineTopics(changed);
    float[] event = Classroom.values(390, "FR");
    try (Classroom classroom = Classroom.configured(broker, old)) {
      Commands commands = new Commands(classroom.client, classroom.topics);
      try (ReplicaReader serving = classroom.student("a", 100);
          CommandAppender appender = classroom.appender(classroom.topics, serving)) {
        classroom.teach(Classroom.examples(6, 250));
        awaitDigest(serving, classroom.digestOf(Classroom.examples(6, 250)));
        log(classroom, old, "before", event, serving.answer(event, List.of("FR"), 0));
        commands.send(Classroom.threshold("t1", 0.25));
        commands.send(configure(changed, "c1"));
        assertThat(commands.await("c1", classroom.prepared.log(), PATIENCE)).isPresent();
        log(classroom, old, "late", event, serving.answer(event, List.of("FR"), 0));
      }
      float[] longer = Arrays.copyOf(event, 5);
      longer[3] = Float.NaN;
      longer[4] = Float.NaN;
      try (ReplicaReader serving = classroom.student(newFile, "b", 100)) {
        assertThat(serving.awaitCaughtUp(PATIENCE)).isTrue();
        log(classroom, changed, "at", longer, serving.answer(longer, List.of("FR"), 0));
        classroom.teach(Classroom.examples(7, 170));
        await().atMost(PATIENCE).until(() -> serving.examples() == 420);
        await().atMost(PATIENCE).until(() -> classroom.snapshots().list().size() >= 2);
        log(classroom, changed, "after", longer, serving.answer(longer, List.of("FR"), 0));
      }
      for (PipelineTopics file : List.of(classroom.topics, newFile)) {
        for (String id : List.of("before", "late", "at", "after")) {
          AuditResult audit =
              new Audit(classroom.client, file, classroom.prepared)
                  .of(id, Optional.empty(), Progress.NONE);
          assertThat(audit.missing())
              .contains("the score of " + id + " is not in proved-scores any more");
          assertThat(audit.equal()).as(id).isTrue();
        }
      }
      SnapshotVerifier verifier =
          new SnapshotVerifier(classroom.client, classroom.topics, classroom.prepared.log());
      assertThat(classroom.snapshots().list())
          .allSatisfy(
              snapshot ->
                  assertThat(verifier.verify(snapshot, true, Progress.NONE).problem()).isEmpty());
    }
  }

  private static void log(
      Classroom classroom, Pipeline file, String id, float[] values, Answer answer) {
    ScoredEvent event =
        new ScoredEvent(
            id,
            1,
            values,
            List.of("FR"),
            new double[] {answer.raw()},
            answer.threshold(),
            answer.version().offset(),
            Arrays.asList((EntityRef) null),
            0);
    try (KafkaProducer<String, ScoredRecord> producer =
        Clients.writer(classroom.client, classroom.topics.featureLog(), Map.of())) {
      producer.send(
          new ProducerRecord<>(
              classroom.topics.featureLog().name(),
              id,
              new ScoredRecord(event, answer.version(), file.features().fingerprint())));
    }
  }
}
