package io.millrace.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The settings of the service")
class ServiceConfigTest {
  @TempDir Path directory;

  @Test
  void haveADefaultEach() {
    ServiceConfig config = ServiceConfig.read(null, Map.of("HOSTNAME", "host one"), Map.of());

    assertThat(config.shown())
        .containsExactlyEntriesOf(
            orderedMap(
                "bootstrap", "localhost:9092",
                "state_dir", "millrace-state",
                "instance", "host-one",
                "http_host", "127.0.0.1",
                "http_port", "8080",
                "guarantee", "exactly_once",
                "scoring_threads", "2",
                "learning_threads", "1",
                "commit_interval", "50ms",
                "cache_mb", "64",
                "standbys", "0",
                "label_clock", "wall",
                "labels_per_second", "50000",
                "snapshot_every", "50000",
                "drift_window", "5000",
                "drift_every", "1000000",
                "drift_span", "7d",
                "audit_keep", "30d",
                "keep", "30d"));
    assertThat(config.streamsSettings()).containsEntry("statestore.cache.max.bytes", 67_108_864L);
  }

  @Test
  void comeFromTheFileThenTheEnvironmentThenTheFlags() throws IOException {
    Path file = file("http_port: 1\nscoring_threads: 1\ncommit_interval: 1s\nkeep: 7d\n");

    ServiceConfig config =
        ServiceConfig.read(
            file,
            Map.of("MILLRACE_SCORING_THREADS", "2", "MILLRACE_COMMIT_INTERVAL", "2s"),
            Map.of("commit_interval", "3s"));

    assertThat(config.httpPort()).isEqualTo(1);
    assertThat(config.scoringThreads()).isEqualTo(2);
    assertThat(config.commitInterval()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.keep()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void passKafkasOwnThroughFromAllThree() throws IOException {
    Path file =
        file(
            """
            bootstrap: a:9092,b:9092
            kafka:
              security.protocol: PLAINTEXT
              ssl: {truststore.location: /certs/trust.jks}
            streams: {max.task.idle.ms: 5}
            """);

    ServiceConfig config =
        ServiceConfig.read(
            file,
            Map.of(
                "MILLRACE_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "MILLRACE_KAFKA_SASL_JAAS_CONFIG", "user and password",
                "MILLRACE_STREAMS_NUM_STANDBY_REPLICAS", "1"),
            Map.of("kafka.sasl.mechanism", "SCRAM-SHA-512"));

    assertThat(config.clientSettings())
        .isEqualTo(
            Map.of(
                "bootstrap.servers", "a:9092,b:9092",
                "security.protocol", "SASL_SSL",
                "ssl.truststore.location", "/certs/trust.jks",
                "sasl.jaas.config", "user and password",
                "sasl.mechanism", "SCRAM-SHA-512"));
    assertThat(config.streamsSettings())
        .containsEntry("max.task.idle.ms", "5")
        .containsEntry("num.standby.replicas", "1");
  }

  @ParameterizedTest
  @CsvSource({
    "sasl.jaas.config",
    "ssl.keystore.password",
    "ssl.key.password",
    "ssl.keystore.key",
    "sasl.oauthbearer.client.credentials.client.secret"
  })
  void neverShowASecret(String key) {
    ServiceConfig config = ServiceConfig.read(null, Map.of(), Map.of("kafka." + key, "s3cret"));

    assertThat(config.toString()).contains("kafka." + key + "=[hidden]").doesNotContain("s3cret");
    assertThat(config.clientSettings()).containsEntry(key, "s3cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http_prot: 1            | millrace.yaml:1:1: http_prot: unknown key, expected one of bootstrap,
          http_prot: 1            | did you mean http_port?
          http_port: many         | millrace.yaml:1:12: http_port = many, expected 0 to 65535
          http_port: 65536        | millrace.yaml:1:12: http_port = 65536, expected 0 to 65535, e.g. 8080
          bootstrap: kafka        | millrace.yaml:1:12: bootstrap = kafka, expected host:port
          guarantee: at_most_once | guarantee = at_most_once, expected one of exactly_once, fast
          commit_interval: 1m     | commit_interval = 1m, expected 1ms to 5s
          kafka: SSL              | kafka = SSL, expected settings by Kafka's names
          kafka: {a: [1]}         | millrace.yaml:1:12: kafka.a = a list, expected one value
          keep: 1s                | keep = 1s, expected a minute or more
          """)
  void areRefusedWithPlaceKeyFoundAndExpected(String yaml, String message) throws IOException {
    Path file = file(yaml);

    assertThatThrownBy(() -> ServiceConfig.read(file, Map.of(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.acks",
        "kafka.enable.idempotence",
        "kafka.isolation.level",
        "streams.processing.guarantee",
        "streams.production.exception.handler",
        "streams.default.production.exception.handler",
        "streams.processing.exception.handler",
        "streams.isolation.level",
        "streams.consumer.isolation.level",
        "streams.main.consumer.isolation.level",
        "streams.restore.consumer.isolation.level",
        "streams.main.consumer.group.id",
        "streams.producer.acks",
        "streams.producer.delivery.timeout.ms",
        "streams.producer.request.timeout.ms",
        "streams.producer.enable.idempotence",
        "streams.producer.transactional.id"
      })
  void refuseWhatTheGuaranteesRestOn(String key) {
    assertThatThrownBy(() -> ServiceConfig.read(null, Map.of(), Map.of(key, "x")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key + " = x, expected no such key: the service sets it");
  }

  @Test
  void nameTheVariableOrFlagThatIsWrong() {
    assertThatThrownBy(
            () -> ServiceConfig.read(null, Map.of("MILLRACE_STANDBYS", "many"), Map.of()))
        .hasMessage("MILLRACE_STANDBYS: standbys = many, expected 0 to 10");
    assertThatThrownBy(() -> ServiceConfig.read(null, Map.of(), Map.of("http_port", "-1")))
        .hasMessage("--http-port: http_port = -1, expected 0 to 65535, e.g. 8080");
    assertThatThrownBy(
            () ->
                ServiceConfig.read(
                    null, Map.of("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", "x:1"), Map.of()))
        .hasMessageContaining(
            "kafka.bootstrap.servers = x:1, expected no such key: it is called bootstrap here");
  }

  @Test
  void doNotMindVariablesOfOthers() {
    Map<String, String> others = Map.of("MILLRACE_JAVA_OPTS", "-Xmx1g", "MILLRACE_PORT", "tcp://1");

    assertThat(ServiceConfig.read(null, others, Map.of()).httpPort()).isEqualTo(8080);
  }

  @Test
  void areOnTheReferencePage() throws IOException {
    List<String> documented =
        new ArrayList<>(
            ReferencePage.keysBySection(Files.readString(Path.of("../src/docs/configuration.md")))
                .get("service"));

    assertThat(documented).containsExactlyInAnyOrderElementsOf(ServiceConfig.keys());
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(directory.resolve("millrace.yaml"), yaml);
  }

  private static Map<String, String> orderedMap(String... pairs) {
    Map<String, String> map = new java.util.LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
