package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A thread that died, on a broker")
class DeadThreadTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PARTITIONS = 4;
  private static final int THREADS = 2;

  /** Beyond the patience: nobody gets a dead thread's tasks because it is silent. */
  private static final String SESSION_MS = "300000";

  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final AtomicInteger deaths = new AtomicInteger();
  private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();

  @TempDir private Path state;

  @Test
  void hasItsTasksWorkedOnByOthersWhileItsReplacementWaitsWhichThenHasItsShare() throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                new StringSerializer(),
                new StringSerializer());
        KafkaStreams streams = streams(broker)) {
      admin.createTopics(List.of(new NewTopic("in", PARTITIONS, (short) 1))).all().get();
      ThreadReplacement replacement =
          new ThreadReplacement(
              "app",
              THREADS,
              deaths::incrementAndGet,
              streams::addStreamThread,
              System::nanoTime,
              (work, pause) -> waiting.add(work),
              () -> {});
      streams.setUncaughtExceptionHandler(replacement);
      streams.start();
      await().atMost(PATIENCE).until(() -> working(streams) == THREADS);
      producer.send(new ProducerRecord<>("in", 0, "poison", "")).get();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        producer.send(new ProducerRecord<>("in", partition, "after " + partition, "")).get();
      }
      await().atMost(PATIENCE).until(() -> seen.size() == PARTITIONS);
      assertThat(deaths).hasValue(1);
      assertThat(working(streams)).isEqualTo(THREADS - 1);
      waiting.take().run();
      await().atMost(PATIENCE).until(() -> working(streams) == THREADS);
      assertThat(waiting).isEmpty();
    }
  }

  /** Threads that have tasks. */
  private static long working(KafkaStreams streams) {
    return streams.metadataForLocalThreads().stream()
        .filter(thread -> !thread.activeTasks().isEmpty())
        .count();
  }

  /** The first thread that meets the poison dies of it. */
  private KafkaStreams streams(EmbeddedKafka broker) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()))
        .foreach(
            (key, value) -> {
              if (!key.equals("poison")) {
                seen.add(key);
              } else if (deaths.get() == 0) {
                throw new IllegalStateException("poison");
              }
            });
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    properties.put("main.consumer.session.timeout.ms", SESSION_MS);
    properties.put("main.consumer.auto.offset.reset", "earliest");
    return new KafkaStreams(builder.build(), properties, new StreamsClients());
  }
}
