package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.topic.ReaderSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream that comes again and again, each time 400 days later and with other entities: what the
 * service holds after the tenth time is what it held after the first.
 */
@Tag(Proof.TAG)
@DisplayName("A stream that goes on for years")
class GrowthProofIT {
  private static final int REPETITIONS = 10;
  private static final Duration APART = Duration.ofDays(400);
  private static final double PERCENT = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String CHANGELOG = "-changelog";

  private final Pipeline pipeline = PipelineFile.read(Path.of("fraud.yaml"), Map.of());

  @TempDir private Path directory;

  /**
   * What is held once everything due is done.
   *
   * @param heap bytes after a full collection
   * @param state bytes of the newest value of every key of every store
   */
  private record Held(long heap, long state, double entries, double histories) {}

  @Test
  void holdsNoMoreAfterTheTenthRepetitionThanAfterTheFirst() throws Exception {
    TransactionLines lines =
        TransactionLines.simulated(
            SimulatorSettings.sized(6, LocalDate.parse("2010-01-01"), 22, 250, 500));
    List<Held> held = new ArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"), Map.of())) {
      try (ServiceProcess service = start(broker)) {
        Feeding feeding = new Feeding(broker, pipeline, true);
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
          Path events =
              lines
                  .moved("r" + repetition + "-", APART.multipliedBy(repetition))
                  .writeTo(directory.resolve("events-" + repetition + ".csv"));
          feeding.drain(feeding.freely(events, 0, (count, labels, clock, share) -> {}));
          awaitForgotten(service, held);
          held.add(look(broker, service));
          System.err.printf(
              "repetition %d of %d events: %s%n",
              repetition + 1, lines.size(), held.get(repetition));
        }
        service.stop();
      }
      restore(broker);
    }
    Held first = held.get(0);
    Held tenth = held.get(REPETITIONS - 1);
    assertThat(tenth.state()).isCloseTo(first.state(), withinPercentage(PERCENT));
    assertThat(tenth.heap()).isCloseTo(first.heap(), withinPercentage(PERCENT));
  }

  /** With nothing of its own left, it is what it was from snapshot, log and changelogs. */
  private void restore(BrokerProcess broker) throws IOException {
    deleteAll(directory.resolve("one"));
    long began = System.nanoTime();
    try (ServiceProcess service = start(broker)) {
      double seconds = (System.nanoTime() - began) / 1e9;
      System.err.printf("ready after %.1f s without any local state%n", seconds);
      service.stop();
    }
  }

  private ServiceProcess start(Broker broker) {
    return ServiceProcess.start(broker, directory, "one", Map.of()).awaitReady();
  }

  /** Histories and closed ids of the repetition before are dropped a few at a time. */
  private static void awaitForgotten(ServiceProcess service, List<Held> held) {
    if (held.isEmpty()) return;
    double usual = 1.05 * held.get(0).histories();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> service.sum("millrace_histories") <= usual);
  }

  private Held look(Broker broker, ServiceProcess service)
      throws IOException, InterruptedException {
    return new Held(
        service.heapAfterFullCollection(),
        stateBytes(broker),
        service.sum("millrace_join_entries"),
        service.sum("millrace_histories"));
  }

  private static long stateBytes(Broker broker) {
    Map<String, Object> settings =
        ReaderSettings.over(Map.of("bootstrap.servers", broker.bootstrap()));
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.listTopics().values().stream()
              .flatMap(List::stream)
              .filter(partition -> partition.topic().endsWith(CHANGELOG))
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<String, Integer> newest = new HashMap<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          String key = record.topic() + record.partition() + Arrays.toString(record.key());
          if (record.value() == null) {
            newest.remove(key);
          } else {
            newest.put(key, record.key().length + record.value().length);
          }
        }
      }
      return newest.values().stream().mapToLong(Integer::longValue).sum();
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }
}
