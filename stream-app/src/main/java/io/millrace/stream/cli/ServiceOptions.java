package io.millrace.stream.cli;

import io.millrace.stream.config.ServiceConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How the service and its Kafka clients are set: by a file, the environment, and these flags. */
final class ServiceOptions {
  private final Map<String, String> flags = new LinkedHashMap<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "settings of the service, YAML: src/docs/configuration.md has them all")
  private Path file;

  ServiceConfig read() {
    return ServiceConfig.read(file, System.getenv(), flags);
  }

  @Option(
      names = "--kafka",
      paramLabel = "KEY=VALUE",
      description = "a setting of every Kafka client, e.g. security.protocol=SSL")
  void kafka(Map<String, String> settings) {
    settings.forEach((key, value) -> flags.put("kafka." + key, value));
  }

  @Option(
      names = "--streams",
      paramLabel = "KEY=VALUE",
      description = "a setting of Kafka Streams, e.g. num.standby.replicas=1")
  void streams(Map<String, String> settings) {
    settings.forEach((key, value) -> flags.put("streams." + key, value));
  }

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "the Kafka brokers to begin with")
  void bootstrap(String value) {
    flags.put("bootstrap", value);
  }

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "local stores; keep it on a volume")
  void stateDir(String value) {
    flags.put("state_dir", value);
  }

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description = "name of this instance, unique and the same after a restart")
  void instance(String value) {
    flags.put("instance", value);
  }

  @Option(
      names = "--http-host",
      paramLabel = "ADDRESS",
      description = "where metrics, health and the API answer")
  void httpHost(String value) {
    flags.put("http_host", value);
  }

  @Option(names = "--http-port", paramLabel = "PORT", description = "0 takes any free port")
  void httpPort(String value) {
    flags.put("http_port", value);
  }

  @Option(names = "--guarantee", paramLabel = "WORD", description = "exactly_once or fast")
  void guarantee(String value) {
    flags.put("guarantee", value);
  }

  @Option(names = "--scoring-threads", paramLabel = "N", description = "one a core")
  void scoringThreads(String value) {
    flags.put("scoring_threads", value);
  }

  @Option(names = "--learning-threads", paramLabel = "N", description = "start at 1")
  void learningThreads(String value) {
    flags.put("learning_threads", value);
  }

  @Option(
      names = "--commit-interval",
      paramLabel = "DURATION",
      description = "bounds the latency under exactly_once")
  void commitInterval(String value) {
    flags.put("commit_interval", value);
  }

  @Option(names = "--cache-mb", paramLabel = "MB", description = "memory before the stores")
  void cacheMb(String value) {
    flags.put("cache_mb", value);
  }

  @Option(
      names = "--standbys",
      paramLabel = "N",
      description = "warm copies of the stores on other instances")
  void standbys(String value) {
    flags.put("standbys", value);
  }

  @Option(
      names = "--label-clock",
      paramLabel = "WORD",
      description = "wall, or feeder for replay and the like")
  void labelClock(String value) {
    flags.put("label_clock", value);
  }

  @Option(
      names = "--labels-per-second",
      paramLabel = "N",
      description = "labels and deadlines a learning task works off at most")
  void labelsPerSecond(String value) {
    flags.put("labels_per_second", value);
  }

  @Option(
      names = "--snapshot-every",
      paramLabel = "N",
      description = "examples from one snapshot to the next")
  void snapshotEvery(String value) {
    flags.put("snapshot_every", value);
  }

  @Option(
      names = "--audit-keep",
      paramLabel = "DURATION",
      description = "how far back a score can be reproduced")
  void auditKeep(String value) {
    flags.put("audit_keep", value);
  }

  @Option(
      names = "--keep",
      paramLabel = "DURATION",
      description = "how long outcomes, dead letters, scores and alerts are kept")
  void keep(String value) {
    flags.put("keep", value);
  }
}
