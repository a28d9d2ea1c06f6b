package io.millrace.stream.training;

import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.event.Example;
import io.millrace.model.feature.TextHash;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.ModelVersion;
import io.millrace.model.replica.Replica;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.Manifest;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.TestPipelines;
import io.millrace.stream.topic.TopicAdmin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;

/** A pipeline's topics on a broker, and a teacher who writes examples into its training log. */
final class Classroom implements AutoCloseable {
  final Map<String, Object> client;
  final PipelineTopics topics;
  final PreparedTopics prepared;
  private KafkaProducer<String, LogRecord> teacher;

  Classroom(EmbeddedKafka broker, String pipeline) {
    this(broker, TestPipelines.named(pipeline));
  }

  Classroom(EmbeddedKafka broker, Pipeline pipeline) {
    client = Map.of("bootstrap.servers", broker.bootstrap());
    topics = new PipelineTopics(pipeline);
    try (Admin admin = Admin.create(client)) {
      prepared = new TopicAdmin(admin, Duration.ofMinutes(1)).prepare(topics, Keeping.DEFAULT);
    }
    teacher = teacher();
  }

  /** One whose log begins with its settings. */
  static Classroom configured(EmbeddedKafka broker, String pipeline) {
    return configured(broker, TestPipelines.named(pipeline));
  }

  /** One whose log begins with its settings. */
  static Classroom configured(EmbeddedKafka broker, Pipeline pipeline) {
    Classroom classroom = new Classroom(broker, pipeline);
    new TrainingLog(classroom.client, classroom.topics).configure(classroom.snapshots());
    classroom.settle(classroom.topics.trainingLog().name());
    return classroom;
  }

  /** A pipeline of a file, whose features come from {@link #values}. */
  static Pipeline file(String name, String... overrides) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String override : overrides) {
      String[] parts = override.split("=", 2);
      all.put(parts[0], parts[1]);
    }
    return PipelineFile.read(
        "test.yaml",
        """
        pipeline: %s
        kind: classify
        partitions: 2
        events: {topic: %1$s-events, format: json, id: id, time: {field: at, format: iso}}
        labels: {topic: %1$s-labels, id: id, value: v, positive: 1, assume: negative, after: 7d}
        features:
          - {name: amount, of: amount, as: number}
          - {name: country, of: country, as: category}
          - {per: customer, over: 1d, take: [ratio(amount)], bins: [4], raw: true}
          - {cross: [[amount, country]]}
        learner: {kind: logistic, update: ftrl, rate: 0.1, hash_bits: 12}
        decide: {alert_budget: 5/day, per: customer, zone: UTC, initial_threshold: 0.5}
        output: {scores: %1$s-scores, alerts: %1$s-alerts}
        """
            .formatted(name),
        all);
  }

  /** An operator overrides the threshold. */
  static Command threshold(String id, double value) {
    return new Command(id, 1, 2, "me", new Command.OverrideThreshold(value));
  }

  /** One at work beside a replica, of this file or of another of the same log. */
  CommandAppender appender(PipelineTopics topics, ReplicaReader replica) {
    CommandAppender appender = new CommandAppender(client, topics, replica);
    appender.start();
    return appender;
  }

  /** Ids of the commands in the log, in its order. */
  List<String> commandsInLog() {
    settle(topics.trainingLog().name());
    List<String> ids = new ArrayList<>();
    try (Partition<String, LogRecord> log = new Partition<>(client, topics.trainingLog(), 0)) {
      log.read(
          log.begin(),
          log.end(),
          record -> {
            if (record.value() instanceof LogRecord.Commanded c) ids.add(c.command().id());
            return true;
          });
    }
    return ids;
  }

  /** Writes each list of examples in a transaction of its own: a marker follows each. */
  @SafeVarargs
  final void teach(List<Example>... lessons) {
    for (List<Example> lesson : lessons) transaction(() -> lesson.forEach(this::send));
    settle(topics.trainingLog().name());
  }

  /** Writes examples of which nobody knows yet whether they count. */
  void begin(List<Example> lesson) {
    teacher.beginTransaction();
    lesson.forEach(this::send);
    teacher.flush();
  }

  /** They do. */
  void commit() {
    teacher.commitTransaction();
    settle(topics.trainingLog().name());
  }

  /** Waits until no transaction on a topic's only partition is open: all markers are there. */
  void settle(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (Admin admin = Admin.create(client)) {
      await()
          .atMost(Duration.ofMinutes(1))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .until(
              () ->
                  end(admin, partition, IsolationLevel.READ_COMMITTED)
                      == end(admin, partition, IsolationLevel.READ_UNCOMMITTED));
    }
  }

  private static long end(Admin admin, TopicPartition partition, IsolationLevel level)
      throws Exception {
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(level))
        .partitionResult(partition)
        .get()
        .offset();
  }

  /** Writes examples that nobody may learn. */
  void abort(List<Example> lesson) {
    teacher.beginTransaction();
    lesson.forEach(this::send);
    teacher.flush();
    teacher.abortTransaction();
    settle(topics.trainingLog().name());
  }

  private void send(Example example) {
    send(new LogRecord.Lesson(example, topics.pipeline().features().fingerprint()));
  }

  private void send(LogRecord record) {
    teacher.send(new ProducerRecord<>(topics.trainingLog().name(), 0, null, record));
  }

  private KafkaProducer<String, LogRecord> teacher() {
    KafkaProducer<String, LogRecord> producer =
        Clients.transactional(client, topics.trainingLog(), topics.pipeline().name() + "-teacher");
    producer.initTransactions();
    return producer;
  }

  /**
   * A broker (4.3.1) may refuse a transaction that follows right behind another as in an invalid
   * state, seldom; none of it is there then, and it is made once more by a new producer.
   */
  private void transaction(Runnable work) {
    try {
      commit(work);
    } catch (KafkaException e) {
      boolean refused =
          e instanceof InvalidTxnStateException || e.getCause() instanceof InvalidTxnStateException;
      if (!refused) throw e;
      teacher.close();
      teacher = teacher();
      commit(work);
    }
  }

  private void commit(Runnable work) {
    teacher.beginTransaction();
    work.run();
    teacher.commitTransaction();
  }

  /** Writes one record in a transaction. */
  void write(LogRecord record) {
    transaction(() -> send(record));
    settle(topics.trainingLog().name());
  }

  /** Writes many in one transaction. */
  void write(List<LogRecord> records) {
    transaction(() -> records.forEach(this::send));
    settle(topics.trainingLog().name());
  }

  ReplicaReader student(String instance, long snapshotEvery) {
    return student(topics, instance, snapshotEvery);
  }

  /** One of another pipeline file. */
  ReplicaReader student(PipelineTopics file, String instance, long snapshotEvery) {
    ReplicaReader reader =
        new ReplicaReader(
            client,
            file,
            prepared.log(),
            new ReplicaSettings(
                instance,
                snapshotEvery,
                () -> true,
                () -> "localhost:1",
                Optional.empty(),
                Keeping.DEFAULT));
    reader.start();
    return reader;
  }

  /** Bytes that claim to be a replica of this pipeline. */
  Copy copy(ModelVersion version, long examples, byte[] bytes) {
    return new Copy(
        version,
        examples,
        bytes,
        TrainingLog.expected(topics.pipeline()),
        List.of(),
        Manifest.Older.NONE);
  }

  Snapshots snapshots() {
    return new Snapshots(client, topics, prepared.log());
  }

  /** The digest of a replica that was taught without any Kafka. */
  String digestOf(List<Example> examples) {
    return digestOf(topics.pipeline(), examples);
  }

  static String digestOf(Pipeline pipeline, List<Example> examples) {
    Replica replica = Replica.of(pipeline);
    examples.forEach(replica::learn);
    return HexFormat.of().formatHex(replica.digest());
  }

  @Override
  public void close() {
    teacher.close();
  }

  static float[] values(double amount, String country) {
    return new float[] {(float) amount, TextHash.category(country), Float.NaN};
  }

  /** One every ten minutes; large amounts are positive. */
  static List<Example> examples(long seed, int count) {
    Random random = new Random(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double amount = random.nextInt(4000) / 10.0;
      long time = 1_522_540_800_000L + i * 600_000L;
      examples.add(
          new Example(
              seed + "-" + i,
              time,
              time + Duration.ofDays(7).toMillis(),
              values(amount, random.nextBoolean() ? "AT" : "FR"),
              amount > 220,
              false,
              1f,
              new double[] {random.nextInt(1000) / 1000.0},
              0.5,
              -1,
              1 + random.nextInt(40)));
    }
    return examples;
  }
}
