package io.millrace.stream.observe;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;

/** A scrape of a service that publishes all it can without a broker, and the names in it. */
final class ScrapeFixture {
  private ScrapeFixture() {}

  static String scrape() {
    try (Observability observability = new Observability();
        KafkaStreams streams = new KafkaStreams(topology().build(), settings());
        AutoCloseable watched = observability.watch(streams, "movies", "scoring")) {
      publishAll(observability.pipeline("movies"));
      awaitAPauseOfTheCollector(observability);
      return observability.scrape();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its timer is there from the first pause on, which the JVM tells a moment later. */
  private static void awaitAPauseOfTheCollector(Observability observability) {
    System.gc();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> observability.scrape().contains("jvm_gc_pause_seconds_sum"));
  }

  private static StreamsBuilder topology() {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream("in").to("out");
    return builder;
  }

  private static Properties settings() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "never-started");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
    settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
    settings.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
    return settings;
  }

  private static void publishAll(PipelineMeters meters) {
    meters.rejected("events", "not_json");
    meters.scored(true, 3, 20_000);
    meters.labelDelay("all", 1);
    meters.episodes("input");
    meters.feedback("user");
    meters.expired("user");
    meters.deadThreads("scoring");
    meters.restored("scoring");
    meters.hangingTransactions("ended");
    meters.histories("user").set(0, 1);
    meters.joinEntries().set(0, 1);
    meters.joinPending().set(0, 1);
    meters.joinDues().set(0, 1);
    meters.labelClock().set(0, 1_000);
    meters.labelClockReached().set(0, 1_000);
    for (Meters meter : Meters.values()) {
      if (meter.kind() == MeterKind.GAUGE && !byTask().contains(meter)) {
        meters.gauge(meter, () -> 1, labels(meter));
      }
    }
  }

  private static String[] labels(Meters meter) {
    return meter.tags().stream().flatMap(tag -> Stream.of(tag, "any")).toArray(String[]::new);
  }

  private static Set<Meters> byTask() {
    return Set.of(
        Meters.HISTORIES,
        Meters.JOIN_ENTRIES,
        Meters.JOIN_PENDING,
        Meters.JOIN_DUES,
        Meters.LABEL_CLOCK,
        Meters.LABEL_CLOCK_REACHED);
  }

  /** The names of the series in a scrape. */
  static Set<String> names(String scrape) {
    Set<String> names = new TreeSet<>();
    scrape
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .forEach(line -> names.add(line.split("[{ ]", 2)[0]));
    return names;
  }
}
