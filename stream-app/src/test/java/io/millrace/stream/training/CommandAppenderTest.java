package io.millrace.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A command")
class CommandAppenderTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long NEVER = 1_000_000_000;
  private static final List<KafkaProducer<?, ?>> ABANDONED = new ArrayList<>();
  private static EmbeddedKafka broker;

  @BeforeAll
  static void start() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
  }

  @AfterAll
  static void stop() {
    ABANDONED.forEach(producer -> producer.close(Duration.ZERO));
    broker.close();
  }

  @Test
  void isAppendedOnceThoughSixInstancesTryAtOnce() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, Classroom.file("crowd"))) {
      List<AutoCloseable> open = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        ReplicaReader student = classroom.student("i" + i, NEVER);
        open.add(student);
        open.add(classroom.appender(classroom.topics, student));
      }
      Commands commands = new Commands(classroom.client, classroom.topics);
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        commands.send(Classroom.threshold("t" + i, i / 20.0));
        ids.add("t" + i);
        if (i % 5 == 0) classroom.teach(Classroom.examples(i, 20));
      }
      assertThat(commands.await("t19", classroom.prepared.log(), PATIENCE)).isPresent();
      for (int i = open.size() - 1; i >= 0; i--) open.get(i).close();
      assertThat(classroom.commandsInLog()).containsExactlyElementsOf(ids);
    }
  }

  /** The command is in the log, behind a transaction of the label join that has not ended. */
  @Test
  void isNotAppendedAgainByOneThatCannotSeeItYet() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, Classroom.file("hidden"))) {
      classroom.begin(Classroom.examples(1, 3));
      append(classroom, "t1", true);
      new Commands(classroom.client, classroom.topics).send(Classroom.threshold("t1", 0.5));
      try (ReplicaReader student = classroom.student("a", NEVER);
          CommandAppender appender = classroom.appender(classroom.topics, student)) {
        await().atMost(PATIENCE).until(() -> appender.pending() == 1);
        await().atMost(PATIENCE).during(Duration.ofSeconds(2)).until(() -> appender.pending() == 1);
        classroom.commit();
        await().atMost(PATIENCE).until(() -> appender.pending() == 0);
      }
      assertThat(classroom.commandsInLog()).containsExactly("t1");
    }
  }

  @Test
  void isAppendedOnceThoughOneDiedWhileItAppended() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, Classroom.file("died"))) {
      append(classroom, "t1", false);
      new Commands(classroom.client, classroom.topics).send(Classroom.threshold("t1", 0.5));
      try (ReplicaReader student = classroom.student("a", NEVER);
          CommandAppender appender = classroom.appender(classroom.topics, student)) {
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    student.answer(Classroom.values(1, "FR"), List.of("FR"), 0).threshold() == 0.5);
        await().atMost(PATIENCE).until(() -> appender.pending() == 0);
      }
      assertThat(classroom.commandsInLog()).containsExactly("t1");
    }
  }

  @Test
  void isNotAppendedAgainAfterTwentyThousandAndTheyStopNoSnapshot() throws Exception {
    int many = 20_000;
    try (Classroom classroom = Classroom.configured(broker, Classroom.file("many"))) {
      List<LogRecord> given = new ArrayList<>();
      try (KafkaProducer<String, Command> operator =
          Clients.writer(classroom.client, classroom.topics.commands(), Map.of())) {
        for (int i = 0; i < many; i++) {
          Command command = Classroom.threshold("t" + i, 0.5);
          operator.send(
              new ProducerRecord<>(classroom.topics.commands().name(), 0, command.id(), command));
          given.add(new LogRecord.Commanded(command, "", i));
        }
      }
      classroom.write(given);
      for (String name : List.of("a", "b")) {
        try (ReplicaReader serving = classroom.student(name, 100);
            CommandAppender appender = classroom.appender(classroom.topics, serving)) {
          classroom.teach(Classroom.examples(1, 100));
          await().atMost(PATIENCE).until(() -> serving.lastSnapshot().isPresent());
          Commands commands = new Commands(classroom.client, classroom.topics);
          commands.send(Classroom.threshold(name, 0.7));
          assertThat(commands.await(name, classroom.prepared.log(), PATIENCE)).isPresent();
          await().atMost(PATIENCE).until(() -> appender.pending() == 0);
        }
        classroom.settle(classroom.topics.snapshots().name());
        assertThat(classroom.snapshots().list()).isNotEmpty();
      }
      assertThat(classroom.commandsInLog()).hasSize(many + 2).endsWith("a", "b");
      Commands commands = new Commands(classroom.client, classroom.topics);
      String log = classroom.prepared.log();
      assertThat(commands.isForgotten("t5", log)).as("in the log, nothing else is kept").isTrue();
      assertThat(commands.isForgotten("b", log)).as("kept").isFalse();
      assertThat(commands.isForgotten("never", log)).as("never sent").isFalse();
      Commands.Given now = commands.given(log);
      assertThat(now.entries()).hasSize(1 + LogHistory.COMMANDS);
      assertThat(now.older()).isEqualTo(many + 2 - LogHistory.COMMANDS);
      assertThat(now.waiting()).isEmpty();
    }
  }

  @Test
  void isAppendedAndListedBehindRecordsThatAreNone() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, Classroom.file("junk"));
        KafkaProducer<byte[], byte[]> junk =
            new KafkaProducer<>(
                classroom.client, new ByteArraySerializer(), new ByteArraySerializer())) {
      String topic = classroom.topics.commands().name();
      Commands commands = new Commands(classroom.client, classroom.topics);
      for (byte[] none : List.of(new byte[0], new byte[] {-1, -1, -1}, "hold".getBytes(UTF_8))) {
        junk.send(new ProducerRecord<>(topic, 0, null, none)).get();
      }
      junk.send(new ProducerRecord<>(topic, 0, "t0".getBytes(UTF_8), null)).get();
      commands.send(Classroom.threshold("t1", 0.5));
      try (ReplicaReader student = classroom.student("a", NEVER);
          CommandAppender appender = classroom.appender(classroom.topics, student)) {
        assertThat(commands.await("t1", classroom.prepared.log(), PATIENCE)).isPresent();
        junk.send(new ProducerRecord<>(topic, 0, null, new byte[] {-1})).get();
        commands.send(Classroom.threshold("t2", 0.6));
        assertThat(commands.await("t2", classroom.prepared.log(), PATIENCE)).isPresent();
        await().atMost(PATIENCE).until(() -> appender.pending() == 0);
      }
      assertThat(commands.sent()).extracting(Command::id).containsExactly("t1", "t2");
      assertThat(commands.given(classroom.prepared.log()).waiting()).isEmpty();
    }
  }

  /** What another instance did before it went. */
  private static void append(Classroom classroom, String id, boolean committed) {
    KafkaProducer<String, LogRecord> producer =
        Clients.transactional(
            classroom.client,
            classroom.topics.trainingLog(),
            classroom.topics.commandTransaction());
    producer.initTransactions();
    producer.beginTransaction();
    var unused =
        producer.send(
            new ProducerRecord<>(
                classroom.topics.trainingLog().name(),
                0,
                null,
                new LogRecord.Commanded(Classroom.threshold(id, 0.5), "")));
    producer.flush();
    if (committed) {
      producer.commitTransaction();
      producer.close();
    } else {
      // Closing would end the transaction; a kill does not.
      ABANDONED.add(producer);
    }
  }
}
