package io.millrace.stream.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.event.Outcome;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.topic.Ends;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ReaderSettings;
import io.millrace.stream.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Purchases and verdicts through services of one pipeline, and what readers then find of them. */
final class Purchases {
  static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long BEGIN = System.currentTimeMillis() - 3_600_000;

  /** How long a silent member is waited for; with its default a slow machine would tell nothing. */
  static final Duration SESSION = Duration.ofSeconds(60);

  static final Map<String, String> PATIENT =
      Map.of(
          "streams.main.consumer.session.timeout.ms",
          Long.toString(SESSION.toMillis()),
          "streams.main.consumer.heartbeat.interval.ms",
          "1000");

  private final EmbeddedKafka broker;
  private final Path state;

  /**
   * @param state directory of all state directories
   */
  Purchases(EmbeddedKafka broker, Path state) {
    this.broker = broker;
    this.state = state;
  }

  PipelineService service(Pipeline pipeline, String clock, Observability observability) {
    return service(pipeline, clock, observability, "one");
  }

  PipelineService service(
      Pipeline pipeline, String clock, Observability observability, String instance) {
    return service(pipeline, clock, observability, instance, Map.of());
  }

  PipelineService service(
      Pipeline pipeline,
      String clock,
      Observability observability,
      String instance,
      Map<String, String> more) {
    Map<String, String> flags = new TreeMap<>(more);
    flags.put("bootstrap", broker.bootstrap());
    flags.put("state_dir", state.resolve(instance).toString());
    flags.put("instance", instance);
    flags.put("label_clock", clock);
    ServiceConfig config = ServiceConfig.read(null, Map.of(), flags);
    return new PipelineService(pipeline, config, () -> "", observability);
  }

  static void awaitReady(PipelineService service) {
    await()
        .atMost(PATIENCE)
        .until(service::health, health -> health.ready() && health.reason().startsWith("at "));
  }

  static Pipeline pipeline(String name, String after) {
    return pipeline(name, after, Map.of());
  }

  static Pipeline pipeline(String name, String after, Map<String, String> overrides) {
    return PipelineFile.read(
        "test.yaml",
        """
        pipeline: %s
        kind: classify
        partitions: 3
        events:
          {topic: %1$s-purchases, format: json, id: id, time: {field: at, format: epoch_millis}}
        labels:
          topic: %1$s-verdicts
          id: id
          value: returned
          positive: [1]
          negative: [0]
          assume: negative
          after: %2$s
          remember: 30d
          grace: 0s
        features:
          - {name: price, of: price, as: number}
          - per: account
            over: [1d]
            take: [count, mean(price)]
          - per: shop
            over: [30d]
            take: [label_count, label_rate]
        learner: {kind: logistic, update: ftrl, rate: 0.1, l1: 0, l2: 0, hash_bits: 12}
        decide: {threshold: 0.5}
        measure: [auc_roc]
        output: {scores: %1$s-scores, alerts: %1$s-alerts, reasons: 2}
        """
            .formatted(name, after),
        overrides);
  }

  static byte[] event(int i) {
    return event(i, BEGIN + i);
  }

  static byte[] event(int i, long at) {
    return "{\"id\":\"e%d\",\"at\":%d,\"account\":\"a%d\",\"shop\":\"s%d\",\"price\":%d}"
        .formatted(i, at, i % 97, i % 31, i % 13 + 1)
        .getBytes(UTF_8);
  }

  static byte[] label(int i) {
    return "{\"id\":\"e%d\",\"returned\":%d}".formatted(i, i % 13 > 9 ? 1 : 0).getBytes(UTF_8);
  }

  void send(Topic<byte[], byte[]> topic, Stream<byte[]> values) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", broker.bootstrap(), "max.request.size", 12 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      values.forEach(value -> producer.send(new ProducerRecord<>(topic.name(), value)));
    }
  }

  long outcomes(PipelineTopics topics, Outcome outcome) throws Exception {
    return read(topics.outcomes()).stream()
        .filter(
            record ->
                record.value() instanceof OutcomeEntry.Told told
                    && told.outcome().outcome() == outcome)
        .count();
  }

  List<String> lessons(PipelineTopics topics) throws Exception {
    return read(topics.trainingLog()).stream()
        .map(ConsumerRecord::value)
        .filter(LogRecord.Lesson.class::isInstance)
        .map(record -> ((LogRecord.Lesson) record).example().eventId())
        .toList();
  }

  List<String> topicsOf(List<String> applications) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      return admin.listTopics().names().get().stream()
          .filter(name -> applications.stream().anyMatch(name::startsWith))
          .toList();
    }
  }

  <V> List<String> keys(Topic<String, V> topic) throws Exception {
    return read(topic).stream().map(ConsumerRecord::key).toList();
  }

  void awaitCount(Topic<?, ?> topic, long count) {
    Callable<Integer> read = () -> read(topic).size();
    await().atMost(PATIENCE).until(() -> read.call() >= count);
  }

  /** Everything committed in a topic. */
  <K, V> List<ConsumerRecord<K, V>> read(Topic<K, V> topic) throws Exception {
    Map<String, Object> settings =
        ReaderSettings.over(Map.of("bootstrap.servers", broker.bootstrap()));
    try (Admin admin = Admin.create(settings);
        var consumer =
            new KafkaConsumer<>(
                settings, topic.keys().deserializer(), topic.values().deserializer())) {
      int partitions =
          admin
              .describeTopics(List.of(topic.name()))
              .allTopicNames()
              .get()
              .get(topic.name())
              .partitions()
              .size();
      List<TopicPartition> all =
          IntStream.range(0, partitions)
              .mapToObj(p -> new TopicPartition(topic.name(), p))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = Ends.of(settings, all);
      List<ConsumerRecord<K, V>> records = new ArrayList<>();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }
}
